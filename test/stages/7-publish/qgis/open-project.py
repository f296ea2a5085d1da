"""Opens a project, or adds a layer definition to an empty one, in QGIS without a screen and says as JSON what it holds; draws it where a PNG is named.

usage: open-project.py PROJECT_OR_DEFINITION [PNG [MAP_SCALE [LAYER_ID ...]]]
"""
import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from qgis.core import (  # noqa: E402
    QgsApplication,
    QgsLayerDefinition,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRenderContext,
)
from qgis.PyQt.QtCore import QSize  # noqa: E402
from qgis.PyQt.QtGui import QColor  # noqa: E402

application = QgsApplication([], False)
application.initQgis()
project = QgsProject.instance()
if sys.argv[1].endswith(".qlr"):
    was_read = QgsLayerDefinition().loadLayerDefinition(sys.argv[1], project, project.layerTreeRoot())[0]
else:
    was_read = project.read(sys.argv[1])
shown = [node.layerId() for node in project.layerTreeRoot().findLayers() if node.isVisible()]


def facts(layer):
    context = QgsRenderContext()
    renderer = layer.renderer().clone()
    renderer.startRender(context, layer.fields())
    counts = {}
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        drawn = renderer.willRenderFeature(feature, context)
        label = ""
        if drawn:
            keys = renderer.legendKeysForFeature(feature, context)
            items = {item.ruleKey(): item.label() for item in renderer.legendSymbolItems()}
            label = " + ".join(sorted(items.get(key, "") for key in keys))
        counts[label if drawn else None] = counts.get(label if drawn else None, 0) + 1
    renderer.stopRender(context)
    return {
        "id": layer.id(),
        "name": layer.name(),
        "is_valid": layer.isValid(),
        "source": layer.source(),
        "crs": layer.crs().authid(),
        "features": layer.featureCount(),
        "columns_used": sorted(renderer.usedAttributes(context)),
        "columns": [field.name() for field in layer.fields()],
        "aliases": {field.name(): field.alias() for field in layer.fields()},
        "renderer": renderer.type(),
        "drawn": sorted(([label, n] for label, n in counts.items()), key=lambda pair: str(pair[0])),
        "labels": layer.labeling().settings().fieldName if layer.labelsEnabled() else None,
    }


layers = {layer.id(): layer for layer in project.mapLayers().values()}
order = [layer.id() for layer in project.layerTreeRoot().layerOrder()]
said = {
    "was_read": was_read,
    "title": project.title(),
    "crs": project.crs().authid(),
    "ellipsoid": project.ellipsoid(),
    "extent": [round(v, 2) for v in (lambda e: (e.xMinimum(), e.yMinimum(), e.xMaximum(), e.yMaximum()))(project.viewSettings().defaultViewExtent())],
    "groups": [group.name() for group in project.layerTreeRoot().findGroups(True)],
    "shown": shown,
    "layers": [facts(layers[name]) for name in order],
}
print(json.dumps(said, ensure_ascii=False))

if len(sys.argv) > 2:
    settings = QgsMapSettings()
    names = sys.argv[4:] or [name for name in order if name in shown]
    settings.setLayers([layers[name] for name in order if name in names])
    settings.setDestinationCrs(project.crs())
    settings.setOutputSize(QSize(1400, 1000))
    settings.setOutputDpi(96)
    settings.setBackgroundColor(project.backgroundColor())
    settings.setExtent(project.viewSettings().defaultViewExtent())
    if len(sys.argv) > 3 and float(sys.argv[3]) > 0:
        zones = layers["petakumuh_zones"]
        from qgis.core import QgsCoordinateTransform

        box = QgsCoordinateTransform(zones.crs(), project.crs(), project).transformBoundingBox(zones.extent())
        extent = settings.extent()
        extent.scale(float(sys.argv[3]) / settings.scale(), box.center())
        settings.setExtent(extent)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(sys.argv[2])
sys.stdout.flush()
os._exit(0)
