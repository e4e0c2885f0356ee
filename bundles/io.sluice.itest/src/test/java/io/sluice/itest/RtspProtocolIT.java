/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.Await;
import io.sluice.testkit.Leaks;
import io.sluice.testkit.Ports;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;
import org.osgi.framework.Bundle;

/** The RTSP protocol is stopped, started and updated while it has viewers. */
public class RtspProtocolIT extends SluiceExam {
    private static final String PROTOCOL = "io.sluice.protocol.rtsp";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration ACCEPTING = Duration.ofSeconds(1);
    private static final int CYCLES = 20;

    @Override
    protected String yaml() {
        // A stopped protocol's port and viewers wait so long for its next version.
        return "streams: { demo: \"demo:\" }\ntuning: { handover: 300ms }\n";
    }

    private String url() {
        return "rtsp://127.0.0.1:" + rtspPort() + "/demo";
    }

    @Test
    public void thePortIsFreeAfterStopAndAcceptsAgainWithinASecond() throws Exception {
        awaitStarted("net");
        Bundle protocol = bundleOf(PROTOCOL);
        try (RtspReaders readers = RtspReaders.open()) {
            cycle(protocol, readers);
            Leaks.Snapshot before = withoutViewers();
            for (int i = 0; i < CYCLES; i++) {
                cycle(protocol, readers);
            }
            awaitNothingSince(before);
        }
    }

    private void cycle(Bundle protocol, RtspReaders readers) throws Exception {
        RtspReader reader = readers.join(url());
        reader.awaitUnits(2, LIMIT);
        protocol.stop();
        Await.until("the port is free after the stop", Pace.of(ACCEPTING), () -> Ports.isFree(rtspPort()));
        protocol.start();
        awaitAccepting();
        reader.awaitEnded(LIMIT);
        assertThat(reader.failure()).contains("closed");
    }

    @Test
    public void nothingIsLeftOfAnUpdatedProtocol() throws Exception {
        awaitStarted("net");
        Bundle protocol = bundleOf(PROTOCOL);
        Path jar = Dist.bundles().stream()
                .filter(file -> file.getFileName().toString().startsWith(PROTOCOL))
                .findFirst()
                .orElseThrow();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        try (RtspReaders readers = RtspReaders.open()) {
            // The first channel that this JVM closes leaves it two sockets that it keeps.
            RtspReader first = readers.join(url());
            first.awaitUnits(2, LIMIT);
            first.teardown();
            update(protocol, jar);
            awaitAccepting();
            Leaks.Snapshot before = withoutViewers();
            for (int i = 0; i < CYCLES; i++) {
                RtspReader reader = readers.join(url());
                reader.awaitUnits(2, LIMIT);
                loaders.add(LeakCheck.classLoaderOf(protocol));
                update(protocol, jar);
                awaitAccepting();
                reader.teardown(); // whether the next version came in time for it or not
            }
            ToyExam.awaitCollected("the updated protocol", loaders);
            awaitNothingSince(before);
        }
    }

    private void awaitAccepting() {
        Await.until("an answer to OPTIONS", Pace.of(ACCEPTING), () -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), rtspPort())) {
                socket.setSoTimeout((int) Pace.of(ACCEPTING).toMillis());
                socket.getOutputStream()
                        .write("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII)
                        .equals("RTSP/1.0 200 OK");
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Once the stream of earlier viewers is idle: its driver's thread and sockets have gone. */
    private Leaks.Snapshot withoutViewers() throws Exception {
        Leaks.Snapshot[] last = {Leaks.ofThisJvm()};
        Await.until("connections are closed", LIMIT, () -> {
            last[0] = Leaks.ofThisJvm();
            return !last[0].sockets().containsKey("tcp ESTABLISHED")
                    && !last[0].sockets().containsKey("tcp CLOSE_WAIT");
        });
        return last[0];
    }

    private static void awaitNothingSince(Leaks.Snapshot before) {
        Await.until(
                () -> "left behind: " + ToyExam.left(before),
                LIMIT,
                () -> ToyExam.left(before).isEmpty());
    }
}
