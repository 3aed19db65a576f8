"""The process manager's client."""

import xmlrpc.client
from pathlib import Path
from types import SimpleNamespace

import pytest
from supervisor.xmlrpc import Faults

from local_stack.services import SERVICES
from local_stack.supervisor import Supervisor


def supervisor_that_answers(fault: int, monkeypatch: pytest.MonkeyPatch, state_dir: Path) -> Supervisor:
    def refuse(name: str, _: bool) -> None:
        raise xmlrpc.client.Fault(fault, name)

    monkeypatch.setattr(Supervisor, "_rpc", SimpleNamespace(startProcess=refuse, stopProcess=refuse))
    return Supervisor(state_dir)


def test_a_service_that_has_exited_by_itself_counts_as_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    supervisor_that_answers(Faults.NOT_RUNNING, monkeypatch, tmp_path).stop("shipper")


def test_a_service_that_was_restarted_meanwhile_counts_as_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    supervisor_that_answers(Faults.ALREADY_STARTED, monkeypatch, tmp_path).start(SERVICES[0])


def test_any_other_fault_of_the_process_manager_is_raised(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    supervisor = supervisor_that_answers(Faults.BAD_NAME, monkeypatch, tmp_path)
    with pytest.raises(xmlrpc.client.Fault, match="shipper"):
        supervisor.stop("shipper")
    with pytest.raises(xmlrpc.client.Fault, match=SERVICES[0].name):
        supervisor.start(SERVICES[0])
