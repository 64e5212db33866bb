"""Data sets: found on this machine or downloaded, verified by SHA-256, parsed.

mnist, semeion, optdigits, webdigits    bitmaps
pendigits, unipen_1a                    pen strokes, parsed by unipen and by unipen_segments;
      |                                 unipen_1a leaves out miscut_digits; archives unpacks
      v
    cache             finds files on this machine, else downloads them
      |    |
      v    '--> download
  data_file           size, hash and mirrors of one file

fonts                 free fonts that printed digits are drawn with
partial_read          a few digits of a data set, without downloading or holding the rest
synthesis/            training images made from data sets
"""
