/**
 * {@code emulsion doctor}: whether a run would succeed in a place, asked before it starts.
 *
 * <p>Facts and judgment are apart. {@link dev.emulsion.jobs.doctor.ProcessFacts} is what a driver
 * or an executor says about itself, {@link dev.emulsion.jobs.doctor.OutputFacts} what an output
 * says; {@link dev.emulsion.jobs.doctor.ProcessChecks}, {@link
 * dev.emulsion.jobs.doctor.RecipeChecks} and {@link dev.emulsion.jobs.doctor.OutputChecks} turn
 * them into a {@link dev.emulsion.jobs.doctor.Finding} each and ask nothing themselves. {@link
 * dev.emulsion.jobs.doctor.DoctorJob} brings both together.
 */
package dev.emulsion.jobs.doctor;
