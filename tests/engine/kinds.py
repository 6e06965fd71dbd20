"""Inputs and arguments that fit each of the layer kinds."""

from importlib.util import find_spec

from seqtui.recipe.catalogue import Kind, catalogue
from seqtui.recipe.values import Arguments, LayerSpec, Recipe

SHAPES = {
    1: (),
    2: (12,),
    3: (12, 6),
    4: (12, 12, 6),
    5: (9, 9, 9, 4),
    6: (5, 9, 9, 9, 2),
}


def spec(kind, /, **arguments) -> LayerSpec:
    return LayerSpec(kind, Arguments(arguments))


def recipe(*layers: LayerSpec) -> Recipe:
    return Recipe(layers=layers)


_VALUES = {
    "activation": "relu",
    "cell": spec("LSTMCell", units=4),
    "dims": (2, 1),
    "equation": "ab,bc->ac",
    "factor": 0.2,
    "filters": 4,
    "height": 4,
    "height_factor": 0.2,
    "input_dim": 10,
    "kernel_size": 3,
    "layer": spec("Dense", units=3),
    "n": 3,
    "num_bins": 3,
    "output_dim": 4,
    "output_shape": 6,
    "output_size": 2,
    "pool_size": 2,
    "rate": 0.5,
    "scale": 0.5,
    "stddev": 0.1,
    "target_shape": (-1,),
    "units": 3,
    "width": 4,
    "width_factor": 0.2,
}
_OWN = {
    "Bidirectional": {"layer": spec("LSTM", units=3)},
    "CategoryEncoding": {"num_tokens": 10},
    "Discretization": {"bin_boundaries": (0.0, 0.5)},
    "GroupNormalization": {"groups": 2},
    "IntegerLookup": {"vocabulary": (1, 2, 3)},
    "RandomPosterization": {"factor": 4},
    "SpectralNormalization": {"layer": spec("Conv2D", filters=3, kernel_size=3)},
    "StringLookup": {"vocabulary": ("a", "b")},
    "TextVectorization": {"vocabulary": ("a", "b"), "output_sequence_length": 5},
}
_INPUTS = {
    "CategoryEncoding": (12,),
    "EinsumDense": (12,),
    "MelSpectrogram": (4000,),
    "STFTSpectrogram": (4000, 1),
    "SpectralNormalization": (12, 12, 6),
    "TextVectorization": (1,),
}
_IMAGES = ("Random", "AugMix", "AutoContrast", "Center", "Contrast", "Equal", "RandAug", "Resizing", "Solar")
_TEXT = ("StringLookup", "TextVectorization")
_WHOLE = ("CategoryEncoding", "Embedding", "Hashing", "IntegerLookup", "ReversibleEmbedding")
PACKAGES = {"STFTSpectrogram": "scipy"}
"""What Keras computes a kind with; seqtui does not bring it, a test's tool may."""
NOT_HERE = {
    "Equalization": "does not work in this Keras",
    "FlaxLayer": "carries code",
    "JaxLayer": "carries code",
    "Lambda": "carries code",
    "TorchModuleWrapper": "carries code",
    **{kind: "needs another package" for kind, package in PACKAGES.items() if find_spec(package) is None},
}
"""Kinds that cannot be built on this machine or from a recipe, and Keras's reason in our words."""


def fitting(kind: Kind) -> tuple[LayerSpec, list[tuple[int, ...]], str]:
    """A layer of the kind, inputs of every rank that it takes, and their type."""
    required = {
        each.name: _VALUES[each.name] for each in kind.arguments if each.name in _VALUES and each.required
    }
    layer = spec(kind.name, **(required | _OWN.get(kind.name, {})))
    if kind.name in _INPUTS:
        shapes = [_INPUTS[kind.name]]
    elif kind.name.startswith(_IMAGES):
        shapes = [(12, 12, 3)]
    else:
        shapes = [SHAPES[rank] for rank in kind.rank or (2, 3, 4) if rank > 1]
    dtype = "string" if kind.name in _TEXT else "int32" if kind.name in _WHOLE else "float32"
    return layer, shapes, dtype


KINDS = catalogue().kinds
