"""Static files, MathML and the texts of the backpropagation steps, for the pages."""
