/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.Test;
import org.osgi.framework.Bundle;

/** The RTSP bundle goes and comes back while somebody watches. */
public class RtspSwapIT extends SluiceExam {
    private static final Duration FREE = Duration.ofSeconds(1);
    private static final Duration ACCEPTING = Duration.ofSeconds(1);
    private static final int TIMES = 20;

    @Override
    protected String yaml() {
        return "streams:\n  demo: demo:\n";
    }

    @Test
    public void stoppedAndStartedTwentyTimesItLeavesNothingBehind() throws Exception {
        Bundle rtsp = bundleOf("io.sluice.protocol.rtsp");
        Await.until("RTSP answers", SOON, this::answers);
        watchUntilMediaFlows().close();
        LeakCheck baseline = new LeakCheck();
        for (int i = 0; i < TIMES; i++) {
            try (Socket viewer = watchUntilMediaFlows()) {
                rtsp.stop();
                Await.until("the port is free", FREE, this::refuses);
                assertEnds(viewer);
                rtsp.start();
                Await.until("the port accepts again", ACCEPTING, this::answers);
            }
        }

        baseline.assertNoNewThreads();
        baseline.assertNoNewDescriptors(4);
    }

    @Test
    public void theClassesOfAnUpdatedServerAreCollectedAlthoughAFeedWasLive() throws Exception {
        Bundle rtsp = bundleOf("io.sluice.protocol.rtsp");
        Await.until("RTSP answers", SOON, this::answers);
        Path jar = Dist.bundles().stream()
                .filter(file -> file.getFileName().toString().startsWith("io.sluice.protocol.rtsp"))
                .findFirst()
                .orElseThrow();
        try (Socket viewer = watchUntilMediaFlows()) {
            WeakReference<ClassLoader> loader = LeakCheck.classLoaderOf(rtsp);

            update(rtsp, jar);

            assertEnds(viewer);
            Await.until("the port accepts again", ACCEPTING, this::answers);
            LeakCheck.assertCollected("the old RTSP server", loader);
        }
        watchUntilMediaFlows().close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), rtspPort());
        socket.setSoTimeout((int) SOON.toMillis());
        return socket;
    }

    private boolean refuses() throws IOException {
        try (Socket socket = connect()) {
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    private boolean answers() throws IOException {
        try (Socket socket = connect()) {
            return ask(socket, "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n").startsWith("RTSP/1.0 200");
        } catch (ConnectException e) {
            return false;
        }
    }

    /** A viewer that has got its first packet. */
    private Socket watchUntilMediaFlows() throws IOException {
        Socket socket = connect();
        String url = "rtsp://127.0.0.1:" + rtspPort() + "/demo";
        String setUp = ask(
                socket,
                "SETUP " + url + "/trackID=0 RTSP/1.0\r\nCSeq: 1\r\n"
                        + "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n");
        String session = setUp.substring(setUp.indexOf("Session:"), setUp.indexOf(";timeout"));
        assertThat(ask(socket, "PLAY " + url + " RTSP/1.0\r\nCSeq: 2\r\n" + session + "\r\n\r\n"))
                .startsWith("RTSP/1.0 200");
        assertThat(socket.getInputStream().read()).isEqualTo('$');
        return socket;
    }

    /** The head of the answer. */
    private static String ask(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static void assertEnds(Socket viewer) {
        byte[] rest = new byte[65_536];
        Await.until("the viewer is told", SOON, () -> {
            try {
                return viewer.getInputStream().read(rest) < 0;
            } catch (SocketException e) {
                return true; // reset
            }
        });
    }
}
