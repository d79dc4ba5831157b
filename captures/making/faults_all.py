"""All faults of the two-node cluster, by name."""
from . import faults_drops, faults_fronts, faults_lab, faults_nodes, faults_pods, faults_stale, faults_tracked

ALL = {fault.name: fault for module in (faults_fronts, faults_pods, faults_drops, faults_nodes, faults_tracked, faults_stale) for fault in module.FAULTS}


def make(name, converse): return faults_lab.make(ALL[name], converse)
