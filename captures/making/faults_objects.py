"""The objects of a broken cluster: those of objects.py, changed by hand where the fault or its history lies."""
from datetime import datetime, timezone

from . import objects

TIMELESS = objects.NOT_IN_YAML - {"creationTimestamp", "lastTransitionTime", "startTime", "containerStatuses"}


def when(seconds):
    """As Kubernetes writes a time: whole seconds, UTC."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def yaml(items, times=False):
    lean = with_times if times else objects.lean
    return "---\n".join("\n".join(objects.yaml_lines(lean(each))) + "\n" for each in items)


def with_times(value):
    if isinstance(value, dict):
        return {key: with_times(each) for key, each in value.items() if key not in TIMELESS}
    return [with_times(each) for each in value] if isinstance(value, list) else value


def find(items, kind, name):
    return next(each for each in items if each["kind"] == kind and each["metadata"]["name"] == name)


def slice_of(items, service):
    return next(each for each in items if each["kind"] == "EndpointSlice"
                and each["metadata"]["labels"]["kubernetes.io/service-name"] == service)


def endpoint_of(items, service, pod):
    return next(each for each in slice_of(items, service)["endpoints"] if each["targetRef"]["name"] == pod)


def load_balancer(items, service, address, **more):
    """Makes a nodePort Service one of type LoadBalancer."""
    found = find(items, "Service", service)
    found["spec"].update(type="LoadBalancer", allocateLoadBalancerNodePorts=True, **more)
    found["status"] = {"loadBalancer": {"ingress": [{"ip": address, "ipMode": "VIP"}]}}


def born(items, seconds, *names):
    """These objects came to be at that time; Pods became ready then too."""
    for each in items:
        if each["metadata"]["name"] in names:
            each["metadata"]["creationTimestamp"] = when(seconds)
            if each["kind"] == "Pod":
                each["status"]["startTime"] = when(seconds)
                for condition in each["status"]["conditions"]:
                    condition["lastTransitionTime"] = when(seconds)
