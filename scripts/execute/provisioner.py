"""How Jupyter gets a kernel here: forked by the warm server, or else started cold; its reads are recorded."""

import asyncio
import sys
import time
from pathlib import Path
from queue import Empty

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.provisioning import LocalProvisioner

from scripts.execute import kernel
from scripts.execute.warm import ServerLost

LAUNCHER = ["-m", "ipykernel_launcher"]
PATIENCE = 0.2  # seconds, until Jupyter itself looks again whether a kernel has ended


class ChapterProvisioner(LocalProvisioner):
    """Jupyter's own provisioner of local processes, apart from where the process comes from."""

    server = None  # the `WarmServer`, if there is one
    root = None  # the project's folder
    reads = None  # the file for the record of reads

    async def pre_launch(self, **kwargs):
        """Prepare the start, with the specification that the manager found for the kernel's name."""
        self.kernel_spec = self.parent.kernel_spec
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd, **kwargs):
        """Start the kernel and return how it is reached."""
        if cmd[1:3] != LAUNCHER or Path(cmd[0]) != Path(sys.executable):
            return await super().launch_kernel(cmd, **kwargs)  # not a kernel of this Python
        environment = {**kwargs["env"], kernel.READS: str(self.reads), kernel.ROOT: str(self.root)}
        if self.server:
            try:
                self.process = await self.server.launch(cmd[3:], environment, kwargs["cwd"])
            except ServerLost:
                self.server = None
            else:
                self.pid = self.pgid = self.process.pid
                self.cwd = kwargs["cwd"]
                return self.connection_info
        cold = [cmd[0], kernel.__file__, *cmd[3:]]
        return await super().launch_kernel(cold, **{**kwargs, "env": environment})

    async def kill(self, restart=False):
        """Kill the kernel, and see that it has ended: Jupyter would look a tenth of a second later."""
        await super().kill(restart)
        end = time.monotonic() + PATIENCE
        while self.process and self.process.poll() is None and time.monotonic() < end:
            await asyncio.sleep(0.002)


class ChapterClient(AsyncKernelClient):
    """Jupyter's own client, which does not listen for a while whether anything else comes at the start.

    nbclient passes over whatever is no answer to its cells.
    """

    async def wait_for_ready(self, timeout=None):
        """Wait until the kernel answers, on both channels."""
        end = time.monotonic() + (timeout or float("inf"))
        while True:
            self.kernel_info()
            try:
                answer = await self.get_shell_msg(timeout=1)
                if answer["msg_type"] == "kernel_info_reply":
                    await self.get_iopub_msg(timeout=0.2)  # else the first words of a cell may be lost
                    self._handle_kernel_info_reply(answer)
                    return
            except Empty:
                pass
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > end:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")
