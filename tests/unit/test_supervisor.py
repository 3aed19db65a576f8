"""The process manager's client."""

import xmlrpc.client
from pathlib import Path
from types import SimpleNamespace

import pytest
from supervisor.xmlrpc import Faults

from local_stack.supervisor import Supervisor


def supervisor_that_answers(fault: int, monkeypatch: pytest.MonkeyPatch, state_dir: Path) -> Supervisor:
    def stop(name: str, _: bool) -> None:
        raise xmlrpc.client.Fault(fault, name)

    monkeypatch.setattr(Supervisor, "_rpc", SimpleNamespace(stopProcess=stop))
    return Supervisor(state_dir)


def test_a_service_that_has_exited_by_itself_counts_as_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    supervisor_that_answers(Faults.NOT_RUNNING, monkeypatch, tmp_path).stop("shipper")


def test_any_other_fault_of_the_process_manager_is_raised(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(xmlrpc.client.Fault, match="shipper"):
        supervisor_that_answers(Faults.BAD_NAME, monkeypatch, tmp_path).stop("shipper")
