"""The catalogue made anew, where another Keras is installed than the one that the shipped one describes."""

from __future__ import annotations

import logging

from seqtui.engine.build import undisturbed_random
from seqtui.engine.catalogue import catalogue_text
from seqtui.engine.loader import ensure_loaded
from seqtui.files import write_text_atomically
from seqtui.recipe import catalogue as known

log = logging.getLogger(__name__)


def renew_catalogue() -> bool:
    """Writes the installed Keras's catalogue into the cache, where it is needed and not there yet.

    It holds from then on, and at the next start. What goes wrong is logged, and the shipped one stays.

    Returns:
        Whether it was written.
    """
    ensure_loaded()
    import keras
    import tensorflow as tf

    path = known.cached_path(keras.__version__)
    if keras.__version__ == known.shipped_version() or path.exists():
        return False
    try:
        # A graph that is thrown away: no layer that is made to be looked at may take a GPU.
        with undisturbed_random(), tf.Graph().as_default():
            text = catalogue_text(known_only=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text_atomically(path, text)
    except Exception:  # with a Keras nobody has tried, anything may fail; the shipped catalogue still serves
        log.exception("The catalogue of Keras %s could not be made.", keras.__version__)
        return False
    known.catalogue.cache_clear()
    return True
