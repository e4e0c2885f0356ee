/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** The file descriptors of this process. */
final class OpenFiles {
    private OpenFiles() {}

    static long count() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    /** Lowers this process's own soft limit with util-linux's prlimit. */
    static Limit leaveFree(long files) throws IOException, InterruptedException {
        long before =
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getMaxFileDescriptorCount();
        // Starting a program needs files itself; so it first waits until we have no more than we had before.
        Limit limit = new Limit(before);
        set(count() + files);
        return limit;
    }

    private static void set(long files) throws IOException, InterruptedException {
        Process program = new ProcessBuilder(
                        "prlimit",
                        "--pid",
                        Long.toString(ProcessHandle.current().pid()),
                        "--nofile=" + files + ":")
                .redirectErrorStream(true)
                .start();
        if (!program.waitFor(10, TimeUnit.SECONDS) || program.exitValue() != 0) {
            throw new IOException(
                    "prlimit: " + new String(program.getInputStream().readAllBytes(), UTF_8));
        }
        program.getInputStream().close();
        program.getOutputStream().close();
        program.getErrorStream().close();
    }

    static final class Limit implements AutoCloseable {
        private Process waiting;

        private Limit(long before) throws IOException {
            // Started while there are files: it lifts the limit as soon as it gets a line.
            waiting = new ProcessBuilder(
                            "sh",
                            "-c",
                            "read line; exec prlimit --pid "
                                    + ProcessHandle.current().pid() + " --nofile=" + before + ":")
                    .redirectErrorStream(true)
                    .start();
        }

        void lift() throws IOException, InterruptedException {
            if (waiting != null) {
                waiting.getOutputStream().write('\n');
                waiting.getOutputStream().flush();
                waiting.waitFor(10, TimeUnit.SECONDS);
                waiting.destroyForcibly();
                waiting = null;
            }
        }

        @Override
        public void close() throws IOException, InterruptedException {
            lift();
        }
    }
}
