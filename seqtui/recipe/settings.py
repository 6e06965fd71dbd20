"""What the arguments of optimizers, losses, metrics, initializers and their kin are.

The counterpart of arguments.py for objects given by name: the same rows, keyed by argument name. Names
with another meaning in one object have a second entry in `OBJECT_OVERRIDES`, `Class.argument`.
"""

from __future__ import annotations

from seqtui.recipe.arguments import Entry, ValueKind


def _integer(summary: str, start: int | None = None, minimum: float | None = None) -> Entry:
    return Entry(ValueKind("integer", minimum=minimum), summary, start)


def _float(
    summary: str, start: float | None = None, minimum: float | None = None, maximum: float | None = None
) -> Entry:
    return Entry(ValueKind("float", minimum=minimum, maximum=maximum), summary, start)


def _share(summary: str, start: float | None = None) -> Entry:
    return _float(summary, start, 0, 1)


def _flag(summary: str) -> Entry:
    return Entry(ValueKind("flag"), summary)


def _choice(summary: str, *choices: str) -> Entry:
    return Entry(ValueKind("choice", choices=choices), summary)


def _tuple(summary: str, start: tuple[float, ...] | None = None) -> Entry:
    return Entry(ValueKind("tuple"), summary, start)


OBJECT_TABLE: dict[str, Entry] = {
    # optimizers
    "adam_beta_1": _share("share of the old gradient mean kept, where Adam is used"),
    "adam_beta_2": _share("share of the old squared mean kept, where Adam is used"),
    "adam_lr_ratio": _float("Adam's learning rate as a multiple of Muon's", minimum=0),
    "adam_weight_decay": _float("weight decay where Adam is used", minimum=0),
    "amsgrad": _flag("never let a step grow because old gradients were forgotten"),
    "beta": _float("Ftrl's beta", minimum=0),
    "beta_1": _share("share of the old gradient mean kept at each step"),
    "beta_2": _share("share of the old squared-gradient mean kept at each step"),
    "beta_2_decay": _float("exponent of the decay of beta_2"),
    "centered": _flag("divide by the variance of the gradients rather than their square"),
    "clip_threshold": _float("limit on the size of an update", minimum=0),
    "clipnorm": _float("largest norm of each weight's gradient", minimum=0),
    "clipvalue": _float("largest absolute value in a gradient", minimum=0),
    "dynamic_growth_steps": _integer("steps between attempts to raise the scale", minimum=1),
    "ema_momentum": _share("share of the old average of weights kept at each step"),
    "ema_overwrite_frequency": _integer("steps between copies of the average onto the weights", minimum=1),
    "epsilon": _float("small number that keeps a division from zero", minimum=0),
    "epsilon_1": _float("small number added to squared gradients", minimum=0),
    "epsilon_2": _float("smallest step relative to a weight's size", minimum=0),
    "exclude_embeddings": _flag("use Adam for embeddings"),
    "exclude_layers": Entry(ValueKind("tuple", family="text"), "names of layers that Adam trains"),
    "global_clipnorm": _float("largest norm of all gradients together", minimum=0),
    "gradient_accumulation_steps": _integer("batches summed before the weights change", minimum=2),
    "initial_accumulator_value": _float("first sum of squared gradients", minimum=0),
    "l1_regularization_strength": _float("penalty on absolute weights", minimum=0),
    "l2_regularization_strength": _float("penalty on squared weights", minimum=0),
    "l2_shrinkage_regularization_strength": _float("penalty on large weights only", minimum=0),
    "learning_rate": Entry(
        ValueKind("float", minimum=0, family="schedules"), "size of a step; a number or a schedule"
    ),
    "learning_rate_power": _float("how the learning rate falls, at most 0", maximum=0),
    "loss_scale_factor": _float("multiplies the loss before gradients, for float16", minimum=0),
    "momentum": _share("share of the last step added to the next"),
    "muon_a": _float("first coefficient of the orthogonalization"),
    "muon_b": _float("second coefficient of the orthogonalization"),
    "muon_c": _float("third coefficient of the orthogonalization"),
    "nesterov": _flag("look ahead along the momentum"),
    "ns_steps": _integer("steps of the orthogonalization", minimum=1),
    "relative_step": _flag("let the learning rate follow the step count"),
    "rho": _share("share of the old squared-gradient mean kept at each step"),
    "rms_rate": _float("scale of Muon's update", minimum=0),
    "use_ema": _flag("keep a running average of the weights"),
    "warmup_steps": _integer("steps over which the learning rate rises", minimum=0),
    "weight_decay": _float("shrinks the weights a little at each step", minimum=0),
    # learning-rate schedules
    "boundaries": _tuple("step numbers at which the rate changes", (1000,)),
    "cycle": _flag("start again after the last step"),
    "decay_rate": _float("factor of each decay", 0.9, 0),
    "decay_steps": _integer("steps over which the rate decays", 1000, 1),
    "end_learning_rate": _float("rate at the end", minimum=0),
    "first_decay_steps": _integer("steps of the first period", 1000, 1),
    "initial_learning_rate": _float("rate at the start", 0.001, 0),
    "m_mul": _float("factor of the rate at each restart", minimum=0),
    "power": _float("exponent of the polynomial", minimum=0),
    "staircase": _flag("decay in jumps"),
    "t_mul": _float("factor of each next period's length", minimum=0),
    "values": _tuple("rates between the boundaries, one more than these", (0.001, 0.0001)),
    "warmup_target": _float("rate reached after the warm-up", minimum=0),
    # losses and metrics
    "alpha": _float("weight", minimum=0),
    "apply_class_balancing": _flag("weigh the classes by alpha"),
    "average": _choice("how the classes are joined; None gives each its own", "micro", "macro", "weighted"),
    "axis": _integer("axis that holds the classes; -1 is the last"),
    "class_aggregation": _choice(
        "how the outputs are joined", "uniform_average", "variance_weighted_average"
    ),
    "class_id": _integer("count this class only", minimum=0),
    "curve": _choice("area under which curve", "ROC", "PR"),
    "delta": _float("error from which the loss grows linearly", minimum=0),
    "dtype": _choice("number type", "float32", "float16", "float64"),
    "from_logits": _flag("the model gives logits: no sigmoid or softmax in the last layer"),
    "from_sorted_ids": _flag("predictions are class numbers, best first"),
    "gamma": _float("how much easy samples count less", minimum=0),
    "ignore_class": _integer("class that does not count"),
    "k": _integer("the right class must be among this many", minimum=1),
    "label_smoothing": _share("how far labels are moved towards a half"),
    "label_weights": _tuple("weight of each label"),
    "margin": _float("relaxation of the circle"),
    "multi_label": _flag("each output is a label of its own"),
    "num_classes": _integer("number of classes", 2, 2),
    "num_labels": _integer("number of labels", minimum=1),
    "num_regressors": _integer("inputs, for the adjusted R2; 0 does not adjust", minimum=0),
    "num_thresholds": _integer("thresholds tried", minimum=1),
    "precision": _share("precision to hold", 0.8),
    "q": _share("0 is cross-entropy, 1 is absolute error"),
    "recall": _share("recall to hold", 0.8),
    "reduction": _choice("how samples are joined", "sum_over_batch_size", "sum", "mean", "none"),
    "remove_diagonal": _flag("leave a sample's similarity to itself out"),
    "sensitivity": _share("sensitivity to hold", 0.8),
    "sparse_y_pred": _flag("predictions are class numbers"),
    "sparse_y_true": _flag("labels are class numbers"),
    "specificity": _share("specificity to hold", 0.8),
    "summation_method": _choice("how the area is summed", "interpolation", "minoring", "majoring"),
    "target_class_ids": _tuple("classes that count", (0,)),
    "threshold": _float("from which value a prediction counts as yes"),
    "thresholds": _tuple("from which value a prediction counts as yes"),
    "top_k": _integer("only the best so many predictions count", minimum=1),
    # initializers
    "distribution": _choice("form of the distribution", "truncated_normal", "untruncated_normal", "uniform"),
    "gain": _float("factor of the matrix"),
    "input_axes": _tuple("axes of the kernel that count as inputs"),
    "maxval": _float("upper limit"),
    "mean": _float("mean of the random values"),
    "minval": _float("lower limit"),
    "mode": _choice("what sets the scale", "fan_in", "fan_out", "fan_avg"),
    "output_axes": _tuple("axes of the kernel that count as outputs"),
    "scale": _float("factor of the variance", minimum=0),
    "seed": _integer("fixes the random numbers; None draws from the recipe's seed", minimum=0),
    "stddev": _float("standard deviation of the random values", minimum=0),
    "value": _float("the value of every weight"),
    # regularizers and constraints
    "factor": _float("weight of the penalty", minimum=0),
    "l1": _float("weight of the sum of absolute values", minimum=0),
    "l2": _float("weight of the sum of squares", minimum=0),
    "max_value": _float("largest norm", minimum=0),
    "min_value": _float("smallest norm", minimum=0),
    "rate": _share("how strictly the norm is kept"),
    # keras.callbacks: EarlyStopping, ReduceLROnPlateau
    "cooldown": _integer("epochs to wait after a change before watching again", minimum=0),
    "baseline": _float("stop if this is not reached within the patience"),
    "min_lr": _float("the rate never falls below this", minimum=0),
    "min_delta": _float("smallest change that counts as better", minimum=0),
    "monitor": Entry(ValueKind("text"), "the number that is watched"),
    "patience": _integer("epochs to wait for something better", minimum=0),
    "restore_best_weights": _flag("go back to the weights of the best epoch at the end"),
    "start_from_epoch": _integer("epochs before watching starts", minimum=0),
}

OBJECT_OVERRIDES: dict[str, Entry] = {
    "Circle.gamma": _float("scale of the similarities", minimum=0),
    "CosineDecay.alpha": _share("rate at the end as a share of the first"),
    "CosineDecayRestarts.alpha": _share("rate at the end as a share of the first"),
    "Dice.axis": _tuple("axes that are summed; None takes all"),
    "EarlyStopping.mode": _choice("whether lower or higher is better", "auto", "min", "max"),
    "FBetaScore.beta": _float("how much more recall counts than precision", minimum=0),
    "OrthogonalRegularizer.mode": _choice("what should be orthogonal", "rows", "columns"),
    "ReduceLROnPlateau.factor": _float("what the rate is multiplied by", minimum=0, maximum=1),
    "ReduceLROnPlateau.mode": _choice("whether lower or higher is better", "auto", "min", "max"),
    "Tversky.alpha": _float("weight of false positives", minimum=0),
    "Tversky.axis": _tuple("axes that are summed; None takes all"),
    "Tversky.beta": _float("weight of false negatives", minimum=0),
    "elu.alpha": _float("limit towards minus infinity, negated", minimum=0),
    "leaky_relu.negative_slope": _float("slope below zero", minimum=0),
    "relu.max_value": _float("upper limit of the output", minimum=0),
    "relu.negative_slope": _float("slope below zero", minimum=0),
    "relu.threshold": _float("inputs below this become zero", minimum=0),
    "softmax.axis": _tuple("axis or axes along which the output sums to 1"),
}

# In the signatures and never offered.
OBJECT_HIDDEN: dict[str, str] = {
    "name": "in a recipe `name` says which object it is",
    "verbose": "seqtui itself tells what stopped a run",
}


def object_entry(name: str, class_name: str, argument: str) -> Entry | None:
    """The row for one argument of an object, by its class (or activation) name, or None."""
    for owner in (class_name, name):
        found = OBJECT_OVERRIDES.get(f"{owner}.{argument}")
        if found:
            return found
    return OBJECT_TABLE.get(argument)
