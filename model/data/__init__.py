"""The data sets: found on this machine or downloaded, verified by hash, parsed.

One module a data set: `mnist` (scanned digits) and `pendigits` (pen strokes). They share `datafile`
(what a file must be), `files` (where it is looked for), `download` (where else it comes from) and
`lzw` (how one of them is packed).
"""
