"""Executes notebooks without a browser: execute.py KERNEL IN OUT [IN OUT ...].

Deno's kernel may send outputs after it has reported that it is idle; they are waited for.
"""

import asyncio
import os
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete

QUIET_SECONDS = 0.15


class DrainingClient(NotebookClient):
    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        idle = False
        while True:
            wait = QUIET_SECONDS if idle else None
            try:
                message = await asyncio.wait_for(self.kc.iopub_channel.get_msg(timeout=None), wait)
            except asyncio.TimeoutError:
                return
            if message["parent_header"].get("msg_id") != parent_msg_id:
                continue
            try:
                self.process_message(message, cell, cell_index)
            except CellExecutionComplete:
                idle = True


def joined(outputs):
    """Standard output may come in one or several pieces."""
    result = []
    for output in outputs:
        last = result[-1] if result else None
        if last and output.output_type == "stream" and last.get("name") == output.name:
            last.text += output.text
        else:
            result.append(output)
    return result


kernel, *paths = sys.argv[1:]
for source, target in zip(paths[::2], paths[1::2]):
    notebook = nbformat.read(source, as_version=4)
    folder = os.path.dirname(os.path.abspath(source))
    client = DrainingClient(
        notebook,
        timeout=120,
        kernel_name=kernel,
        resources={"metadata": {"path": folder}},
        record_timing=False,
    )
    client.execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = joined(cell.outputs)
    nbformat.write(notebook, target)
