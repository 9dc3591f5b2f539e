#!/bin/sh
# The same job without an operator. Needs a Spark distribution in SPARK_HOME, and access to the cluster.
set -eu
exec "$SPARK_HOME/bin/spark-submit" \
  --master "k8s://${api-server}" \
  --deploy-mode cluster \
  --name "${name}" \
  --conf spark.kubernetes.namespace="${namespace}" \
  --conf spark.kubernetes.container.image="${image}" \
  --conf spark.kubernetes.authenticate.driver.serviceAccountName="${service-account}" \
  --conf spark.kubernetes.node.selector.kubernetes.io/arch="${kubernetes-architecture}" \
  --conf spark.kubernetes.driver.node.selector.${capacity-label}=on-demand \
  --conf spark.kubernetes.executor.node.selector.${capacity-label}="${node-capacity}" \
  ${quoted-spark-options} \
  "${jar}" ${quoted-arguments}
