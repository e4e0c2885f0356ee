/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import java.util.function.Consumer;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** Without its guard Felix HTTP has no port; without the gateway there is none at all. */
public class GatewayStopIT extends SluiceExam {
    @Override
    protected List<String> settings() {
        return List.of("rtsp.listen=");
    }

    private int servletPort() throws Exception {
        ServiceReference<?>[] runtimes =
                context.getAllServiceReferences("org.osgi.service.servlet.runtime.HttpServiceRuntime", null);
        if (runtimes == null) {
            return 0;
        }
        String[] endpoints = (String[]) runtimes[0].getProperty("osgi.http.endpoint");
        return Arrays.stream(endpoints)
                .filter(endpoint -> endpoint.startsWith("http://127.0.0.1:"))
                .mapToInt(endpoint -> URI.create(endpoint).getPort())
                .findFirst()
                .orElse(0);
    }

    private static boolean open(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (ConnectException e) {
            return false;
        }
    }

    /** 0 when nobody listens, or not any more: Felix HTTP moves to another port when it is configured anew. */
    private static int status(int port) throws IOException {
        HttpURLConnection asked = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + "/login").toURL().openConnection();
        try {
            return asked.getResponseCode();
        } catch (ConnectException e) {
            return 0;
        } finally {
            asked.disconnect();
        }
    }

    @Test
    public void nothingListensWhenTheGatewayIsStoppedAndAllIsBackWhenItIsStarted() throws Exception {
        awaitStarted("gateway");
        Bundle gateway = bundleOf("io.sluice.gateway");
        for (int i = 0; i < 3; i++) {
            Await.until("HTTP", SOON, () -> status(httpPort()) == 200);
            int behind = Await.value("Felix HTTP behind its guard", SOON, () -> {
                int port = servletPort();
                return port != 0 && status(port) == 403 ? port : null;
            });
            assertThat(open(behind)).isTrue();

            gateway.stop();
            assertThat(open(httpPort())).isFalse();
            assertThat(open(behind)).isFalse();
            assertThat(servletPort()).isZero();
            assertThat(context.getAllServiceReferences("org.osgi.service.servlet.whiteboard.Preprocessor", null))
                    .isNull();
            gateway.start();
        }
    }

    @Test
    public void anEmptyAddressSwitchesAllOfItOff() throws Exception {
        awaitStarted("gateway");
        Await.until("HTTP", SOON, () -> status(httpPort()) == 200);
        int behind = servletPort();
        Dictionary<String, Object> before = withConfiguration(properties -> properties.put("listen", ""));
        Await.until("HTTP is off", SOON, () -> !open(httpPort()) && !open(behind) && servletPort() == 0);

        withConfiguration(properties -> properties.put("listen", before.get("listen")));
        Await.until("HTTP is back", SOON, () -> status(httpPort()) == 200 && servletPort() != 0);
    }

    /** Changes what the gateway is configured with, and gives what it was before. */
    private Dictionary<String, Object> withConfiguration(Consumer<Dictionary<String, Object>> change)
            throws InterruptedException {
        return withService(ConfigurationAdmin.class, admin -> {
            try {
                org.osgi.service.cm.Configuration api = admin.getConfiguration("io.sluice.api", "?");
                Dictionary<String, Object> before = api.getProperties();
                Dictionary<String, Object> now = api.getProperties();
                change.accept(now);
                api.update(now);
                return before;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
