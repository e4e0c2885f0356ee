/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * The last thread of the process: stops the server and ends the JVM with our exit code. Left to itself the JVM would
 * answer SIGTERM with 143 and wait for the slowest bundle.
 */
final class Shutdown extends Thread {
    /** Five seconds were promised; the rest is for the JVM and the log. */
    private static final long STOP_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(4);

    private final Server server;
    private volatile ExitCode exitCode = ExitCode.OK;

    Shutdown(Server server) {
        super("sluice-shutdown");
        this.server = server;
    }

    void endWith(ExitCode code) {
        exitCode = code;
    }

    @Override
    public void run() {
        LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
        try {
            // Event Admin complains about the events of its own end.
            loggers.getLogger("osgi.org.apache.felix.eventadmin").setLevel(Level.OFF);
            server.stop(STOP_TIMEOUT_MS);
            loggers.stop();
        } finally {
            Runtime.getRuntime().halt(exitCode.status());
        }
    }
}
