/**
 * Saliency: how much each part of an image attracts attention, computed without a model.
 *
 * <p>A {@link dev.emulsion.saliency.Saliency} turns an image into a {@link
 * dev.emulsion.saliency.SaliencyMap} of the same size. {@link dev.emulsion.saliency.FineGrained} is
 * what SaliencyMix uses: center-surround differences on an integral image, equal to OpenCV's to the
 * byte. {@link dev.emulsion.saliency.SpectralResidual} compares spectra and agrees with OpenCV's to
 * four digits. Depends on {@code image} only.
 */
package dev.emulsion.saliency;
