/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that reads one program's standard output. Nobody joins it: closing the channel ends it. */
final class OutputPump implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(OutputPump.class);
    private static final int BUFFER_BYTES = 64 * 1024; // what a pipe holds

    private final FileChannel output;
    private final OutputSink sink;
    private final Program program;

    private OutputPump(FileChannel output, OutputSink sink, Program program) {
        this.output = output;
        this.sink = sink;
        this.program = program;
    }

    static void start(FileChannel output, OutputSink sink, Program program) {
        var thread = new Thread(new OutputPump(output, sink, program), "sluice-program-out-" + program.number());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        String why = "it closed its output";
        try {
            while (output.read(buffer) >= 0) {
                program.progress();
                sink.data(buffer.flip());
                buffer.clear();
            }
        } catch (IOException e) {
            why = program.stopping() ? why : "its output was refused: " + e.getMessage();
        } catch (RuntimeException | Error e) {
            LOG.warn("What takes the output of {} failed", program.name(), e);
            why = "what takes its output failed: " + e;
        } finally {
            program.drained();
            // One that lives on without an output is of no use.
            program.stop(why);
        }
    }
}
