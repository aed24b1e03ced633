"""Settings of the kernels that run the chapters, so that no chapter needs a settings cell."""

c = get_config()  # noqa: F821

c.InlineBackend.figure_formats = ["png"]
c.InlineBackend.print_figure_kwargs = {"bbox_inches": "tight", "metadata": {"Software": None}}
c.HistoryManager.enabled = False  # two kernels at a time would wait for each other's database
c.IPKernelApp.log_level = 40  # no warning about unencrypted TCP
