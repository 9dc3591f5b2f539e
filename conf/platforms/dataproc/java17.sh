#!/bin/bash
# Initialization action: Java 17 for Spark, on images whose Java is older. Without it the first line of a job is
# UnsupportedClassVersionError.
set -euo pipefail
home=/usr/lib/jvm/java-17-openjdk-amd64
apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends openjdk-17-jdk-headless
"$home/bin/java" -version
echo "export JAVA_HOME=$home" >>/etc/spark/conf/spark-env.sh
