"""Static files, MathML, backpropagation steps and common questions, for the pages."""
