"""Scoring of many pictures: files, folders, archives and tables, to one file of rows.

    sources -> pictures, archives     Picture: a name, and a file or its bytes; always in one order
            -> chunks                 Chunk: some dozens of pictures, with a key of their contents
            -> workers -> scorer      rows of the pictures, in a process for each core
            -> parts                  a file for each scored chunk, named by its key
            -> results                CSV, JSON lines or Parquet, written at once at the end

A part is written in whole or not at all, and used again only for the very pictures, model and
options of its key. So a run that was killed loses the chunks that were in progress and no others.
"""
