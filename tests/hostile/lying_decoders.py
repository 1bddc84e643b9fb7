"""What a conquered picture decoder might say: each function is one lie. A true answer would be 2 x 3 pixels in 18 bytes."""

_TRUE = {"width": 2, "height": 3, "shape": [3, 2], "shapes": [[3, 2]], "format": "PNG", "frames": 1}


def too_few_pixels(_data, _options):
    return _TRUE, [bytes(17)]


def too_many_pixels(_data, _options):
    return _TRUE, [bytes(18), bytes(3)]


def no_pixels(_data, _options):
    return _TRUE, []


def no_meta(_data, _options):
    return {}, [bytes(18)]


def negative(_data, _options):
    return _TRUE | {"shape": [-3, -2], "shapes": [[-3, -2]]}, [bytes(18)]


def fractions(_data, _options):
    return _TRUE | {"shape": [3.0, 2.0], "shapes": [[3.0, 2.0]]}, [bytes(18)]


def truth_values(_data, _options):
    return _TRUE | {"shape": [True, True], "shapes": [[True, True]]}, [bytes(3)]


def words(_data, _options):
    return _TRUE | {"shape": "3,2", "shapes": ["3,2"]}, [bytes(18)]


def four_sides(_data, _options):
    return _TRUE | {"shape": [3, 2, 1, 1], "shapes": [[3, 2, 1, 1]]}, [bytes(18)]


def enormous(_data, _options):
    return _TRUE | {"width": 10**9, "height": 10**9, "shape": [10**9, 10**9], "shapes": [[10**9, 10**9]]}, [bytes(18)]


def larger_than_itself(_data, _options):
    return _TRUE | {"width": 1, "height": 1, "shapes": []}, [bytes(18)]


def one_frame_too_many(_data, _options):
    return _TRUE | {"shape": [9, 2], "shapes": [[3, 2]] * 3}, [bytes(54)]


def enormous_before_it_was_reduced(_data, _options):
    return _TRUE | {"width": 10**9, "height": 10**9, "shapes": []}, [bytes(18)]
