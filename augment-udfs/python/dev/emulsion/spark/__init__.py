"""Emulsion's stages of Spark's MLlib.

The dotted path is that of the Java package, by which PySpark finds the Python class of a stage that it loads.
"""
