/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Path;

/** The two calls of POSIX that the JDK does not have. Any thread; neither blocks. */
final class Posix {
    static final int SIGKILL = 9;
    static final int SIGTERM = 15;

    private static final int ONLY_OWNER = 0600;

    private final Function kill;
    private final Function mkfifo;

    Posix() {
        NativeLibrary process = NativeLibrary.getProcess();
        kill = process.getFunction("kill");
        mkfifo = process.getFunction("mkfifo");
    }

    /**
     * Sends a signal to every member of a process group.
     *
     * @return false when the group has no member
     */
    boolean killGroup(long group, int signal) {
        return group > 1 && kill.invokeInt(new Object[] {(int) -group, signal}) == 0;
    }

    /** Sends a signal to one process; false when it is gone. */
    boolean kill(long pid, int signal) {
        return pid > 1 && kill.invokeInt(new Object[] {(int) pid, signal}) == 0;
    }

    /** Makes a named pipe for the owner alone. */
    void mkfifo(Path path) throws IOException {
        if (mkfifo.invokeInt(new Object[] {path.toString(), ONLY_OWNER}) != 0) {
            throw new IOException("no named pipe at " + path + ": errno " + Native.getLastError());
        }
    }
}
