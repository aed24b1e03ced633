"""Sample inputs of the ops of loops. (`apart`, `piece`, `iterate`, `read_part` stay out of the register; tests/backend/test_loops.py has them.)"""

from samples import f, i

SAMPLES = {
    "pile": [((f(2, 3), f(2, 3), f(2, 3)), {}), ((f(), f()), {}), ((f(2),), {}), ((i(2, 2), i(2, 2)), {})],
}
