"""case.jsonld: the same case for tools of forensic examiners, in CASE 1.4 / UCO 1.4 (https://caseontology.org), as JSON-LD.

What it says: which addresses were recorded when, with which program, into which files of the bundle, with their digests; what was
found where. Nodes are named by UUIDs made of the ids of the records (RFC 9562, version 5), so that two exports name them alike.
It says nothing that case.json does not, and leaves out the same.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid5

from leakguard.exporting import case_json
from leakguard.model.case import Case
from leakguard.model.check import Finding
from leakguard.model.evidence import Capture, Part
from leakguard.text.locators import without_folder

_CONTEXT = {
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "uco-tool": "https://ontology.unifiedcyberontology.org/uco/tool/",
    "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_NAMESPACE = UUID("6f1d3d0a-6c0e-5a53-9a0e-5b1f4c2d7e90")

Node = dict[str, object]


def render(
    case: Case, captures: tuple[Capture, ...], findings: tuple[Finding, ...], place: case_json.Place, version: str
) -> bytes:
    """The graph; `place` says where a stored object stands below data/, and `version` is that of the program."""
    graph = _Graph(case.created)
    tool = graph.add("uco-tool:Tool", "tool", {"uco-core:name": "leakguard", "uco-tool:version": version})
    told = [node for capture in captures for node in _capture(graph, capture, tool, place)]
    told += [_finding(graph, finding) for finding in findings]
    graph.add(
        "case-investigation:Investigation",
        "case",
        {
            "uco-core:name": "Copies of pictures of one person",
            "uco-core:objectCreatedTime": _time(case.created),
            **_some("uco-core:object", told),
        },
    )
    return case_json.as_json({"@context": _CONTEXT, "@graph": graph.nodes})


class _Graph:
    """Collects nodes; each is referred to by {"@id": …}."""

    def __init__(self, case: datetime) -> None:
        self._case = case.astimezone(UTC).isoformat()
        self.nodes: list[Node] = []

    def id(self, name: str) -> str:
        return f"urn:uuid:{uuid5(_NAMESPACE, f'{self._case} {name}')}"

    def add(self, kind: str, name: str, fields: Node) -> Node:
        id = self.id(name)
        self.nodes.append({"@id": id, "@type": kind, **fields})
        return {"@id": id}


def _capture(graph: _Graph, capture: Capture, tool: Node, place: case_json.Place) -> Iterator[Node]:
    """The act of recording, the address, the files, and the exhibit that holds them together."""
    address = _url(graph, f"{capture.id} address", capture.target)
    files = [_file(graph, f"{capture.id} {part.name}", part, place(part.object)) for part in capture.parts]
    exhibit = graph.add(
        "case-investigation:ProvenanceRecord",
        f"{capture.id} exhibit",
        {
            "uco-core:description": f"Exhibit {capture.exhibit}: what was recorded of one address.",
            "case-investigation:exhibitNumber": str(capture.exhibit),
            "uco-core:objectCreatedTime": _time(capture.finished),
            **_some("uco-core:object", files),
        },
    )
    action = graph.add(
        "case-investigation:InvestigativeAction",
        f"{capture.id} action",
        {
            "uco-core:name": "capture",
            "uco-core:description": f"Recorded by the route {capture.route}; the server showed: {capture.page.value}.",
            "uco-action:startTime": _time(capture.started),
            "uco-action:endTime": _time(capture.finished),
            "uco-action:instrument": tool,
            "uco-action:object": address,
            "uco-action:result": exhibit,
        },
    )
    yield from (address, *files, exhibit, action)


def _finding(graph: _Graph, finding: Finding) -> Node:
    """What was found: a file by its digest, at an address if it was online."""
    name = finding.id
    shown = without_folder(finding.locator)
    facets = [_content(graph, name, finding.sha256, None)]
    if finding.locator.startswith(("http://", "https://")):
        facets.append(_url_facet(graph, name, shown))
    else:
        facets.append(_facet(graph, "uco-observable:FileFacet", f"{name} file", {"uco-observable:fileName": shown}))
    fields: Node = {
        "uco-core:name": finding.id,
        "uco-core:description": f"Found; compared with the originals: {finding.match.verdict.value}. {finding.match.why}",
        "uco-core:objectCreatedTime": _time(finding.first_seen),
        "uco-core:hasFacet": facets,
    }
    return graph.add("uco-observable:ObservableObject", name, fields)


def _file(graph: _Graph, name: str, part: Part, place: str | None) -> Node:
    facts: Node = {"uco-observable:fileName": part.name, "uco-observable:sizeInBytes": _integer(part.size)}
    if place:
        facts["uco-observable:filePath"] = f"data/{place}"
    facets = [_facet(graph, "uco-observable:FileFacet", f"{name} file", facts), _content(graph, name, part.sha256, part.size)]
    left_out: Node = {} if place else {"uco-core:description": "Left out of this bundle; its digest is that of the record."}
    return graph.add("uco-observable:File", name, {**left_out, "uco-core:hasFacet": facets})


def _url(graph: _Graph, name: str, address: str) -> Node:
    return graph.add("uco-observable:URL", name, {"uco-core:hasFacet": [_url_facet(graph, name, address)]})


def _url_facet(graph: _Graph, name: str, address: str) -> Node:
    return _facet(graph, "uco-observable:URLFacet", f"{name} url", {"uco-observable:fullValue": address})


def _content(graph: _Graph, name: str, digest: str, size: int | None) -> Node:
    hash: Node = {
        "@id": graph.id(f"{name} hash"),
        "@type": "uco-types:Hash",
        "uco-types:hashMethod": "SHA256",
        "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": digest},
    }
    sized: Node = {} if size is None else {"uco-observable:sizeInBytes": _integer(size)}
    return _facet(graph, "uco-observable:ContentDataFacet", f"{name} content", {**sized, "uco-observable:hash": hash})


def _facet(graph: _Graph, kind: str, name: str, fields: Node) -> Node:
    return {"@id": graph.id(name), "@type": kind, **fields}


def _some(key: str, values: list[Node]) -> Node:
    """UCO wants at least one value where a property stands."""
    return {key: values} if values else {}


def _time(at: datetime) -> Node:
    return {"@type": "xsd:dateTime", "@value": at.astimezone(UTC).isoformat().replace("+00:00", "Z")}


def _integer(value: int) -> Node:
    return {"@type": "xsd:integer", "@value": str(value)}
