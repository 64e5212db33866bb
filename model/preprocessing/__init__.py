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
                         |     '-- digit_segmentation     several digits side by side
                         '-- size_normalization    stroke width, box of 20, center of mass
                               '-- stroke_width
                                     '-- distance_transform
"""
