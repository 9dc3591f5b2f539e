#!/usr/bin/env bash
# Renders the images in docs/images: those of docs/operations.md from the examples on that page, and the
# figures of the pages on saliencymix, tokenmix, transmix, mixpro, diffusemix and fractals. Also
# writes the reference in docs/sql.md.
#
#   docs/make-images.sh
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd -P)
(cd "$root" && mvn -q -B -ntp -pl integration-tests -am test-compile)
launcher=$root/spark-jobs/target/launcher
classes=$launcher:$root/integration-tests/target/test-classes
classes=$classes:$root/spark-jobs/target/classes:$root/augment-udfs/target/classes
for program in OperationImages MethodImages BlendImages FractalImages SqlPage; do
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" "@$launcher/jvm.args" \
    -cp "$classes:$(cat "$launcher/classpath")" "dev.emulsion.docs.$program" "$root"
done
