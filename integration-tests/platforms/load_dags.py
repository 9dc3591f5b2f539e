"""Loads the DAGs of a folder with Airflow's DagBag and prints what they are, as JSON.

Runs in the Python that has Airflow: load_dags.py FOLDER
"""

import json
import os
import sys
import tempfile

os.environ.update(
    AIRFLOW_HOME=tempfile.mkdtemp(),
    AIRFLOW__CORE__LOAD_EXAMPLES="False",
    AIRFLOW__LOGGING__LOGGING_LEVEL="ERROR",
)

from airflow.dag_processing.dagbag import DagBag  # noqa: E402
from google.cloud.dataproc_v1 import Batch, Job, WorkflowTemplate  # noqa: E402

MESSAGES = {"batch": Batch, "job": Job, "template": WorkflowTemplate}

FIELDS = (
    "job_flow_overrides job_flow_id steps application_id execution_role_arn job_driver configuration_overrides config "
    "template job batch batch_id region project_id application _java_class application_args conf retries"
).split()


def value(task, field):
    """What the task hands to its API. Google's client makes a message of it, here as JSON."""
    handed = getattr(task, field)
    if field not in MESSAGES:
        return handed
    message = MESSAGES[field]
    text = message.to_json(message(handed), use_integers_for_enums=False, always_print_fields_with_no_presence=False)
    return json.loads(text)


bag = DagBag(sys.argv[1])
report = {
    "errors": {os.path.basename(file): text for file, text in bag.import_errors.items()},
    "tasks": {
        dag.dag_id: {
            "operator": task.task_type,
            "schedule": dag.schedule,
            "max_active_runs": dag.max_active_runs,
            **{field: value(task, field) for field in FIELDS if hasattr(task, field)},
        }
        for dag in bag.dags.values()
        for task in dag.tasks
    },
}
print(json.dumps(report, default=str))
