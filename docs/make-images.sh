#!/usr/bin/env bash
# Makes the images of docs/operations.md again, from the examples on that page, and those of the
# pages on saliencymix, tokenmix, transmix, mixpro and diffusemix, and on fractals.
#
#   docs/make-images.sh
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd -P)
(cd "$root" && mvn -q -B -ntp -pl integration-tests -am test-compile)
launcher=$root/spark-jobs/target/launcher
classes=$launcher:$root/integration-tests/target/test-classes
classes=$classes:$root/spark-jobs/target/classes:$root/augment-udfs/target/classes
for program in OperationPictures MethodPictures BlendPictures FractalPictures; do
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" "@$launcher/jvm.args" \
    -cp "$classes:$(cat "$launcher/classpath")" "dev.emulsion.docs.$program" "$root"
done
