"""How Jupyter gets a kernel here: forked by the warm server, or else started cold; its reads are recorded."""

import sys
from pathlib import Path

from jupyter_client.provisioning import LocalProvisioner

from scripts.execute import kernel
from scripts.execute.warm import ServerLost

LAUNCHER = ["-m", "ipykernel_launcher"]


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
