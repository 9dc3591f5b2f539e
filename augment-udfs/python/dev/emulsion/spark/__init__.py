"""Emulsion's stages of Spark's MLlib.

The dotted path of `dev.emulsion.spark.ml` is that of the Java package, by which PySpark finds the Python class of a
stage that it loads.
"""

from dev.emulsion.spark.ml import AttentionScorer, DiffuseMixer, ImageAugmenter, PairMixer, PixMixer, SaliencyScorer

__all__ = ["AttentionScorer", "DiffuseMixer", "ImageAugmenter", "PairMixer", "PixMixer", "SaliencyScorer"]
