"""Static files, templates, MathML, backpropagation steps and common questions, for the pages."""
