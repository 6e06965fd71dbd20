"""What each argument of a layer is: its control, its limits and a line of help.

Keras annotates no constructor argument, so names, defaults and order come from `inspect.signature`
(assets/catalogue.json) and the meaning from this table, keyed by argument name. The few names that mean
different things in different layers have a second entry, `Kind.argument`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from seqtui.recipe.values import Arguments, LayerSpec, Value

Control = Literal["integer", "float", "flag", "choice", "tuple", "text", "object", "layer"]


@dataclass(frozen=True, slots=True)
class ValueKind:
    """How an argument is edited and what it may hold.

    Attributes:
        control: "integer", "float", "flag", "choice" (one of `choices`), "tuple" (a number or numbers,
            nested at will), "text", "object" (a Keras object of `family`, by name), "layer".
        choices: What a choice may be; for other controls, values worth proposing.
        minimum, maximum: Limits shown beside the field; Keras judges them, not this table.
        optional: Whether None is allowed.
        family: For "object": activations, initializers, regularizers, constraints, schedules. For
            "tuple": "text" where the elements are strings.
    """

    control: Control
    choices: tuple[Value, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    optional: bool = False
    family: str | None = None


class Entry(NamedTuple):
    """One row of the table; `start` is what a new layer gets where Keras has no default."""

    value: ValueKind
    summary: str
    start: Value = None


def _integer(summary: str, start: Value = None, *, minimum: float | None = None) -> Entry:
    return Entry(ValueKind("integer", minimum=minimum), summary, start)


def _float(
    summary: str, start: Value = None, *, minimum: float | None = None, maximum: float | None = None
) -> Entry:
    return Entry(ValueKind("float", minimum=minimum, maximum=maximum), summary, start)


def _flag(summary: str) -> Entry:
    return Entry(ValueKind("flag"), summary)


def _choice(summary: str, *choices: Value) -> Entry:
    return Entry(ValueKind("choice", choices=choices), summary)


def _tuple(summary: str, start: Value = None, *, minimum: float | None = None) -> Entry:
    return Entry(ValueKind("tuple", minimum=minimum), summary, start)


def _texts(summary: str) -> Entry:
    return Entry(ValueKind("tuple", family="text"), summary)


def _text(summary: str, start: Value = None) -> Entry:
    return Entry(ValueKind("text"), summary, start)


def _object(family: str, summary: str, start: Value = None) -> Entry:
    return Entry(ValueKind("object", family=family), summary, start)


def _layer(summary: str, kind: str | None = None, units: int = 32) -> Entry:
    start = LayerSpec(kind, Arguments(units=units)) if kind else None
    return Entry(ValueKind("layer"), summary, start)


_DTYPES = (
    "float32",
    "float16",
    "bfloat16",
    "float64",
    "mixed_float16",
    "mixed_bfloat16",
    "int32",
    "int64",
    "string",
)
_INTERPOLATIONS = (
    "nearest",
    "bilinear",
    "bicubic",
    "area",
    "lanczos3",
    "lanczos5",
    "gaussian",
    "mitchellcubic",
)
_FILL_MODES = ("reflect", "constant", "nearest", "wrap")

TABLE: dict[str, Entry] = {
    "activation": _object("activations", "function applied to the output", "relu"),
    "activity_regularizer": _object("regularizers", "penalty on what the layer puts out"),
    "addition_factor": _tuple("how much is added before inverting, or a range"),
    "all_ops": _flag("also use operations that change brightness and colour strongly"),
    "alpha": _float("strength", minimum=0),
    "alpha_constraint": _object("constraints", "limit on the learned slopes"),
    "alpha_initializer": _object("initializers", "first values of the learned slopes"),
    "alpha_regularizer": _object("regularizers", "penalty on the learned slopes"),
    "antialias": _flag("smooth before making an image smaller"),
    "axis": _tuple("axis or axes that keep their own values; -1 is the last"),
    "backward_layer": _layer("layer that reads the sequence from its end; None mirrors the first"),
    "beta_constraint": _object("constraints", "limit on the offsets"),
    "beta_initializer": _object("initializers", "first values of the offsets"),
    "beta_regularizer": _object("regularizers", "penalty on the offsets"),
    "bias_axes": _text("output axes, as letters of the equation, that get a bias"),
    "bias_constraint": _object("constraints", "limit on the biases"),
    "bias_initializer": _object("initializers", "first values of the biases"),
    "bias_regularizer": _object("regularizers", "penalty on the biases"),
    "bin_boundaries": _tuple("edges between the bins, ascending"),
    "bins": _integer("number of brightness levels", minimum=2),
    "brightness_factor": _tuple("largest change of brightness, or a range"),
    "cell": _layer("what happens at one time step: LSTMCell, GRUCell or SimpleRNNCell", "LSTMCell"),
    "center": _flag("learn an offset (beta)"),
    "chain_depth": _integer("most operations in a chain; -1 draws 1 to 3"),
    "clip_limit": _float("largest contrast gain within a tile", minimum=0),
    "contrast_factor": _tuple("largest change of contrast, or a range"),
    "crop_to_aspect_ratio": _flag("crop rather than distort"),
    "cropping": _tuple("rows or columns cut off, as (before, after) for each axis", minimum=0),
    "data_format": _choice("where the channels are", "channels_last", "channels_first"),
    "depth_multiplier": _integer("output channels for each input channel", minimum=1),
    "depthwise_constraint": _object("constraints", "limit on the depthwise kernel"),
    "depthwise_initializer": _object("initializers", "first values of the depthwise kernel"),
    "depthwise_regularizer": _object("regularizers", "penalty on the depthwise kernel"),
    "dilation_rate": _tuple("gap between the kernel's taps; 1 has none", minimum=1),
    "dims": _tuple("new order of the axes, counted from 1, without the batch", (2, 1), minimum=1),
    "dropout": _float("share of the inputs set to zero in training", minimum=0, maximum=1),
    "dtype": _choice("number type of the layer", *_DTYPES),
    "embeddings_constraint": _object("constraints", "limit on the vectors"),
    "embeddings_initializer": _object("initializers", "first values of the vectors"),
    "embeddings_regularizer": _object("regularizers", "penalty on the vectors"),
    "encoding": _text("encoding of the text"),
    "epsilon": _float("small number that keeps a division from zero", minimum=0),
    "equation": _text("Einstein sum of input and kernel; ab,bc->ac is a Dense", "ab,bc->ac"),
    "expand_dims": _flag("add a channel axis"),
    "factor": _tuple("strength, or a range it is drawn from", 0.2),
    "fft_length": _integer("samples in each Fourier transform", minimum=1),
    "fill_mode": _choice("what fills the space that opens up", *_FILL_MODES),
    "fill_value": _float("value that fills with fill_mode constant"),
    "filters": _integer("output channels, one for each pattern looked for", 32, minimum=1),
    "frame_length": _integer("samples in each window", minimum=1),
    "frame_step": _integer("samples from one window to the next", minimum=1),
    "gamma_constraint": _object("constraints", "limit on the scales"),
    "gamma_initializer": _object("initializers", "first values of the scales"),
    "gamma_regularizer": _object("regularizers", "penalty on the scales"),
    "go_backwards": _flag("read the sequence from its end"),
    "groups": _integer("groups that the channels are split into", minimum=1),
    "height": _integer("rows of the output image", 24, minimum=1),
    "height_factor": _tuple("largest change as a share of the height, or a range", 0.1),
    "hue_factor": _tuple("largest turn of the hue, or a range"),
    "idf_weights": _tuple("inverse document frequency of each vocabulary entry, for tf_idf"),
    "input_dim": _integer("size of the vocabulary: largest number plus 1", 1000, minimum=1),
    "interpolation": _choice("how values between pixels are made", "nearest", "bilinear"),
    "invert": _flag("go the other way round: from numbers back to values"),
    "keepdims": _flag("keep the pooled axes, with size 1"),
    "kernel_constraint": _object("constraints", "limit on the weights"),
    "kernel_initializer": _object("initializers", "first values of the weights"),
    "kernel_regularizer": _object("regularizers", "penalty on the weights"),
    "kernel_size": _tuple("size of the window that slides over the input", 3, minimum=1),
    "l1": _float("weight of the sum of absolute values", minimum=0),
    "l2": _float("weight of the sum of squares", minimum=0),
    "layer": _layer("the layer inside", "Dense"),
    "logit_soft_cap": _float("bounds the logits smoothly at plus and minus this", minimum=0),
    "lora_alpha": _float("scale of the low-rank update", minimum=0),
    "lora_rank": _integer("rank of a low-rank update trained in place of the weights", minimum=1),
    "mag_exp": _float("exponent of the magnitudes: 1 energy, 2 power", minimum=0),
    "mask_token": _text("entry that stands for padding and becomes 0"),
    "mask_value": _float("steps at which every feature has this value are skipped"),
    "mask_zero": _flag("take 0 as padding that later layers skip"),
    "max_freq": _float("highest frequency, in Hz; None takes half the sampling rate", minimum=0),
    "max_tokens": _integer("largest vocabulary, special entries included", minimum=1),
    "max_value": _float("upper limit of the output", minimum=0),
    "mean": _tuple("mean to subtract; None learns it from the training rows"),
    "merge_mode": _choice("how both directions are joined", "concat", "sum", "mul", "ave"),
    "min_freq": _float("lowest frequency, in Hz", minimum=0),
    "min_power": _float("floor under the power before decibels", minimum=0),
    "mode": _choice(
        "flip left and right, upside down, or both", "horizontal", "vertical", "horizontal_and_vertical"
    ),
    "momentum": _float("how slowly the running mean follows; near 1 is slow", minimum=0, maximum=1),
    "moving_mean_initializer": _object("initializers", "first running mean"),
    "moving_variance_initializer": _object("initializers", "first running variance"),
    "n": _integer("how many copies", 3, minimum=1),
    "name": _text("name shown in the stack; must be unique"),
    "negative_slope": _float("slope below zero", minimum=0),
    "ngrams": _tuple("longest run of words taken as one entry, or exact lengths", minimum=1),
    "noise_shape": _tuple("shape of the dropout mask; 1 shares it along an axis"),
    "num_bins": _integer("number of bins", 10, minimum=1),
    "num_chains": _integer("chains of operations that are mixed", minimum=1),
    "num_mel_bins": _integer("bands on the mel scale", minimum=1),
    "num_oov_indices": _integer("numbers kept for unknown entries", minimum=0),
    "num_ops": _integer("operations applied to each image", minimum=1),
    "num_tokens": _integer("number of categories", 10, minimum=1),
    "offset": _tuple("added after scaling"),
    "oov_method": _choice("how unknown entries share their numbers", "floormod", "farmhash"),
    "oov_token": _text("stands for unknown entries when inverting"),
    "output_dim": _integer("length of each vector", 16, minimum=1),
    "output_mode": _choice("form of the output", "int", "one_hot", "multi_hot", "count"),
    "output_padding": _tuple("rows or columns added to one side of the output", minimum=0),
    "output_sequence_length": _integer("every text is cut or padded to this many entries", minimum=1),
    "output_shape": _tuple("output shape without the batch; None where it varies", 32),
    "output_size": _tuple("output height and width (and depth)", 4, minimum=1),
    "pad_to_aspect_ratio": _flag("pad rather than distort"),
    "pad_to_max_tokens": _flag("make the output max_tokens wide even if fewer are known"),
    "padding": _choice("same pads with zeros so that the size is kept at stride 1", "valid", "same"),
    "periodic": _flag("periodic window rather than symmetric"),
    "pointwise_constraint": _object("constraints", "limit on the pointwise kernel"),
    "pointwise_initializer": _object("initializers", "first values of the pointwise kernel"),
    "pointwise_regularizer": _object("regularizers", "penalty on the pointwise kernel"),
    "pool_size": _tuple("size of the window that is reduced to one value", 2, minimum=1),
    "power_iterations": _integer("steps that estimate the largest singular value", minimum=1),
    "power_to_db": _flag("give decibels"),
    "ragged": _flag("give rows of different lengths"),
    "rate": _float("share set to zero in training", 0.2, minimum=0, maximum=1),
    "recurrent_activation": _object("activations", "function of the gates"),
    "recurrent_constraint": _object("constraints", "limit on the recurrent weights"),
    "recurrent_dropout": _float("share of the state set to zero in training", minimum=0, maximum=1),
    "recurrent_initializer": _object("initializers", "first values of the recurrent weights"),
    "recurrent_regularizer": _object("regularizers", "penalty on the recurrent weights"),
    "ref_power": _float("power that counts as 0 dB", minimum=0),
    "renorm": _flag("batch renormalization: correct towards the running statistics"),
    "renorm_momentum": _float("how slowly the corrections follow", minimum=0, maximum=1),
    "reset_after": _flag("apply the reset gate after the matrix product; adds a second bias"),
    "return_sequences": _flag("give every step's output, for another recurrent layer; else the last"),
    "reverse_dtype": _choice("number type of the reverse projection", *_DTYPES),
    "salt": _tuple("changes the hash; one or two whole numbers"),
    "sampling_rate": _integer("samples a second", minimum=1),
    "saturation_factor": _tuple("largest change of saturation, or a range"),
    "scale": _flag("learn a scale (gamma)"),
    "scaling": _choice("normalization of the spectrum", "density", "spectrum"),
    "seed": _integer("fixes the random numbers; None draws from the recipe's seed", minimum=0),
    "sequence_length": _integer("samples kept from each recording", minimum=1),
    "sequence_stride": _integer("samples from one frame to the next", minimum=1),
    "shared_axes": _tuple("axes along which the learned slope is shared, counted from 1"),
    "sigma": _tuple("standard deviation of the blur, or a range"),
    "size": _tuple("how often rows and columns are repeated", minimum=1),
    "sparse": _flag("give sparse tensors"),
    "split": _choice("what separates entries", "whitespace", "character"),
    "standardize": _choice(
        "cleaning before splitting", "lower_and_strip_punctuation", "lower", "strip_punctuation"
    ),
    "stateful": _flag("start each batch from the last one's state"),
    "stddev": _float("standard deviation of the noise", 0.1, minimum=0),
    "strides": _tuple("how far the window moves at a time", minimum=1),
    "synchronized": _flag("share statistics between devices"),
    "target_shape": _tuple("new shape without the batch; one -1 is worked out", (-1,)),
    "threshold": _float("inputs below this become zero", minimum=0),
    "threshold_factor": _tuple("brightness from which pixels are inverted, or a range"),
    "tie_weights": _flag("use the same matrix in both directions"),
    "tile_grid_size": _tuple("rows and columns of tiles", minimum=1),
    "top_db": _float("range kept below the loudest value, in dB", minimum=0),
    "trainable": _flag("whether training changes the weights"),
    "unit_forget_bias": _flag("start the forget gate's bias at 1"),
    "units": _integer("numbers that the layer puts out for each sample", 32, minimum=1),
    "unroll": _flag("unroll the loop: faster for short sequences, more memory"),
    "use_bias": _flag("add a learned offset"),
    "use_cudnn": _choice("GPU kernel", "auto", True, False),  # noqa: FBT003  # a value among the choices
    "value_range": _tuple("smallest and largest value of a pixel", (0, 255)),
    "variance": _tuple("variance to divide by; None learns it from the training rows"),
    "vocabulary": _texts("known entries in order; None learns them from the training rows"),
    "vocabulary_dtype": _choice("number type of the vocabulary", "int64", "int32"),
    "width": _integer("columns of the output image", 24, minimum=1),
    "width_factor": _tuple("largest change as a share of the width, or a range", 0.1),
    "window": _choice("window function", "hann", "hamming"),
    "x_factor": _tuple("largest shear along the rows, or a range"),
    "y_factor": _tuple("largest shear along the columns, or a range"),
    "zero_output_for_mask": _flag("give zeros at skipped steps"),
}

OVERRIDES: dict[str, Entry] = {
    "AugMix.alpha": _float("spread of the mixing weights", minimum=0),
    "AugMix.factor": _tuple("strength of the operations, or a range"),
    "BatchNormalization.axis": _integer("axis that keeps its own mean and variance; -1 is the last"),
    "CategoryEncoding.output_mode": _choice("form of the output", "multi_hot", "one_hot", "count"),
    "Conv1D.padding": _choice(
        "causal looks back only; same keeps the length at stride 1", "valid", "same", "causal"
    ),
    "ELU.alpha": _float("limit towards minus infinity, negated", minimum=0),
    "GaussianDropout.rate": _float(
        "strength: the noise has variance rate / (1 - rate)", 0.2, minimum=0, maximum=1
    ),
    "GroupNormalization.axis": _integer("axis of the channels; -1 is the last"),
    "GroupNormalization.groups": _integer("groups of channels; -1 gives each channel its own"),
    "Bidirectional.layer": _layer("recurrent layer that reads in both directions", "LSTM"),
    "Hashing.mask_value": _text("entry that becomes 0"),
    "Hashing.salt": _tuple("changes the hash; one or two whole numbers"),
    "IntegerLookup.mask_token": _integer("number that stands for padding and becomes 0"),
    "IntegerLookup.oov_token": _integer("stands for unknown numbers when inverting"),
    "IntegerLookup.output_mode": _choice(
        "form of the output", "int", "one_hot", "multi_hot", "count", "tf_idf"
    ),
    "IntegerLookup.vocabulary": _tuple("known numbers in order; None learns them from the training rows"),
    "PReLU.shared_axes": _tuple("axes along which the slope is shared, counted from 1", minimum=1),
    "RandomElasticTransform.scale": _float("strength of the bending", minimum=0),
    "RandomErasing.fill_value": _float("value that replaces the erased part; None draws noise"),
    "RandomErasing.scale": _tuple("smallest and largest share of the image that is erased"),
    "RandomPerspective.scale": _float("strength of the tilt", minimum=0, maximum=1),
    "RandomPosterization.factor": _tuple("bits kept for each colour, 1 to 8", 4, minimum=1),
    "Rescaling.scale": _tuple("what each value is multiplied by; 0.00392 is 1 / 255", 0.00392156862745098),
    "Resizing.interpolation": _choice("how values between pixels are made", *_INTERPOLATIONS),
    "STFTSpectrogram.mode": _choice(
        "what is given for each frequency", "log", "magnitude", "psd", "real", "imag", "angle", "stft"
    ),
    "STFTSpectrogram.padding": _choice("same pads so that the ends are covered", "valid", "same"),
    "Softmax.axis": _tuple("axis or axes along which the output sums to 1"),
    "StringLookup.output_mode": _choice(
        "form of the output", "int", "one_hot", "multi_hot", "count", "tf_idf"
    ),
    "TextVectorization.output_mode": _choice("form of the output", "int", "multi_hot", "count", "tf_idf"),
    "UpSampling2D.interpolation": _choice("how values between pixels are made", *_INTERPOLATIONS),
    "ZeroPadding1D.padding": _tuple("steps of zeros, or (before, after)", minimum=0),
    "ZeroPadding2D.padding": _tuple("rows and columns of zeros, or (before, after) each", minimum=0),
    "ZeroPadding3D.padding": _tuple("zeros along each axis, or (before, after) each", minimum=0),
}

# Arguments that have a default which Keras refuses when nothing else is given.
NEEDED: dict[str, tuple[str, ...]] = {
    "CategoryEncoding": ("num_tokens",),
    "Discretization": ("num_bins",),
    "RandomZoom": ("height_factor",),
}

# In the signatures and never offered: they make a layer give several tensors, or take arrays and
# objects that only code can hold.
HIDDEN: dict[str, str] = {
    "return_state": "it makes the layer give several tensors, and Sequential passes one on",
    "weights": "it takes arrays, which a recipe cannot hold",
    "quantization_config": "it takes an object that only code can make",
    "gptq_unpacked_column_size": "Keras sets it itself when it loads a quantized model",
    "renorm_clipping": "it takes a dictionary that only code can make",
}

# Accepted by every layer through **kwargs.
COMMON = ("name", "trainable", "dtype")


def entry(kind: str, name: str, table: dict[str, Entry] = TABLE) -> Entry | None:
    """The table's row for an argument of one layer kind, or None where the table has none."""
    return OVERRIDES.get(f"{kind}.{name}") or table.get(name)


def value_kind(row: Entry, *, optional: bool) -> ValueKind:
    """The row's kind, with None allowed where Keras's default is None."""
    return replace(row.value, optional=True) if optional else row.value
