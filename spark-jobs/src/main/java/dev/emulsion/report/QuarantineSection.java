package dev.emulsion.report;

import dev.emulsion.report.ReportImages.Outline;
import dev.emulsion.report.RunReport.Quarantined;
import dev.emulsion.report.RunReport.Reason;
import java.util.List;
import java.util.Optional;

/** What is not in the rows, by reason, with examples. */
final class QuarantineSection {

  private QuarantineSection() {}

  static String of(RunReport report, ReportImages pictures) {
    if (report.quarantine().isEmpty()) {
      return Html.section(
          "quarantine", "Quarantine", "<p class=\"good\">Nothing was quarantined or rejected.</p>");
    }
    StringBuilder body = new StringBuilder();
    body.append(
        Html.table(
            List.of("reason", "entries"),
            report.quarantine().stream()
                .map(reason -> List.of(Html.text(reason.reason()), Html.count(reason.count())))
                .toList()));
    report.quarantine().forEach(reason -> body.append(reason(reason, pictures)));
    return Html.section("quarantine", "Quarantine", body.toString());
  }

  private static String reason(Reason reason, ReportImages pictures) {
    StringBuilder html = new StringBuilder("<h3 style=\"margin-top:16px\">");
    html.append(Html.text(reason.reason()))
        .append("</h3>")
        .append(
            Html.note(
                reason.examples().size() < reason.count()
                    ? Html.count(reason.examples().size())
                        + " of "
                        + Html.count(reason.count())
                        + ", picked by a hash of their ids"
                    : "all " + Html.count(reason.count())))
        .append("<div class=\"grid\">");
    for (Quarantined entry : reason.examples()) {
      html.append("<article class=\"entry\">")
          .append(
              StripCards.picture(
                  Optional.ofNullable(pictures.quarantined().get(entry.id())),
                  "what can be read of " + entry.id(),
                  Outline.NONE))
          .append("<div><p><b>")
          .append(Html.text(entry.id()))
          .append("</b></p><p>")
          .append(Html.text(entry.message()))
          .append("</p><p class=\"note\">epoch ")
          .append(entry.epoch())
          .append(", ")
          .append(Html.text(entry.path()))
          .append("</p></div></article>\n");
    }
    return html.append("</div>").toString();
  }
}
