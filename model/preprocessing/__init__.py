"""Preprocessing: from an image or strokes to the 784 inputs of a network.

strokes --rasterization--.
                         v
image ---------------> pipeline: preprocess(image) -> Prepared
                         |
                         |-- grayscale             orientation, transparency, bit depth
                         |-- ink_detection         ink against background, specks removed
                         |     |-- thresholding           uniform background
                         |     |-- photographs            uneven background
                         |     |     '-- ruled_lines
                         |     |-- connected_components
                         |     |-- digit_segmentation     several digits side by side
                         |     '-- clean_ink              surely one digit: no alternatives
                         |-- alternatives          what else may be the digit
                         |     |-- ink_selection          the digit among other ink
                         |     |     |-- paper, ink_removal
                         |     |     '-- digit_components: digit_grouping, foreign_lines
                         |     '-- tight_crops
                         '-- size_normalization    stroke width, box of 20, center of mass
                               '-- stroke_width
                                     '-- distance_transform
"""
