package dev.emulsion.jobs.replay;

import dev.emulsion.DataException;
import dev.emulsion.blend.BlendPlan;
import dev.emulsion.jobs.replay.ReplayReport.Kind;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.transform.OperationPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * The columns of an output row that its plan determines or needs.
 *
 * @param partnerId empty if the row is not a mixture
 * @param plan JSON; empty if the run stored no plans
 */
public record PlannedRow(
    String rowId,
    String baseId,
    Optional<String> partnerId,
    String method,
    double lambda,
    double lambdaDrawn,
    Optional<String> plan) {

  /** Reads a row of {@link OutputSchema}. */
  public static PlannedRow of(Row row) {
    return new PlannedRow(
        row.getAs(OutputSchema.ROW_ID),
        row.getAs(OutputSchema.BASE_ID),
        Optional.ofNullable(row.getAs(OutputSchema.PARTNER_ID)),
        row.getAs(OutputSchema.METHOD),
        row.getAs(OutputSchema.LAMBDA),
        row.getAs(OutputSchema.LAMBDA_DRAWN),
        Optional.ofNullable(row.getAs(OutputSchema.PLAN)));
  }

  /** The parsed plan. */
  OutputPlan parsePlan() throws ReplayMismatch {
    if (plan.isEmpty()) {
      throw new ReplayMismatch(Kind.PLAN, "the row has no plan");
    }
    try {
      return Plans.read(plan.get());
    } catch (DataException unreadable) {
      throw new ReplayMismatch(Kind.PLAN, unreadable.getMessage());
    }
  }

  /** The images that are needed to render the row, for one group of rows. */
  List<ImageNeed> needs(long group) {
    List<OperationPlan> basePlans = List.of();
    List<OperationPlan> partnerPlans = List.of();
    try {
      OutputPlan parsed = parsePlan();
      basePlans = parsed.base();
      partnerPlans = parsed.partner();
    } catch (ReplayMismatch unusable) {
      // PlanReplayer reports it
    }
    List<ImageNeed> needs = new ArrayList<>(needs(group, baseId, basePlans));
    if (partnerId.isPresent()) {
      needs.addAll(needs(group, partnerId.get(), partnerPlans));
    }
    return needs;
  }

  private static List<ImageNeed> needs(long group, String id, List<OperationPlan> plans) {
    List<ImageNeed> needs = new ArrayList<>();
    needs.add(ImageNeed.ofSample(group, id));
    for (OperationPlan plan : plans) {
      if (plan instanceof BlendPlan blend) {
        blend.generatedKey(id).ifPresent(key -> needs.add(ImageNeed.ofGenerated(group, key)));
        blend.mixingImageName().ifPresent(name -> needs.add(ImageNeed.ofMixingSet(group, name)));
      }
    }
    return needs;
  }
}
