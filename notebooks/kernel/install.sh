#!/usr/bin/env bash
# Installs the Jupyter kernel "Emulsion (Java)": cells in Java, in a JShell that has Emulsion and Spark on its class path.
#
#   notebooks/kernel/install.sh [PREFIX]
#
# PREFIX   a Python environment to install to, default that of the jupyter command
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
target=$root/target/notebooks/kernel
launcher=$root/spark-jobs/target/launcher
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
prefix=${1:-$(python3 -c 'import os, shutil, sys; print(os.path.dirname(os.path.dirname(os.path.realpath(shutil.which("jupyter") or sys.exit("there is no jupyter on the PATH; install it or name a PREFIX")))))')}

"$root/emulsion" recipes >/dev/null # builds Emulsion if necessary
mkdir -p "$target/classes"
mvn -q -B -ntp -f "$here/pom.xml" dependency:build-classpath "-Dmdep.outputFile=$target/classpath"
emulsion=$root/spark-jobs/target/classes:$root/augment-udfs/target/classes
classpath=$target/classes:$(cat "$target/classpath"):$emulsion:$launcher:$(cat "$launcher/classpath")
"${java}c" -d "$target/classes" -cp "$classpath" "$here"/*.java

kernel=$prefix/share/jupyter/kernels/emulsion-java
mkdir -p "$kernel"
cat >"$kernel/kernel.json" <<END
{
  "display_name": "Emulsion (Java)",
  "language": "java",
  "argv": ["$java", "@$launcher/jvm.args", "-Djava.awt.headless=true", "-cp", "$classpath", "dev.emulsion.notebook.JShellKernel", "{connection_file}"]
}
END
echo "installed the kernel \"Emulsion (Java)\" in $kernel"
