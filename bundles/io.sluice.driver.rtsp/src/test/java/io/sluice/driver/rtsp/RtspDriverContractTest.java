/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Source;
import io.sluice.net.RealDialer;
import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.driver.DriverContract;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class RtspDriverContractTest extends DriverContract {
    private static RealDialer dialer;
    private static FakeCamera camera;

    @BeforeAll
    static void start() {
        dialer = new RealDialer();
        camera = FakeCamera.options().audio().auth("sha256", "admin", "s3cr3t!").start();
    }

    @AfterAll
    static void stop() {
        camera.close();
        dialer.close();
    }

    @Override
    protected Driver driver() {
        return new RtspDriver(dialer, dialer.datagrams(), Map.of());
    }

    @Override
    protected Source source() {
        return Source.of(camera.urlWithCredentials());
    }

    @Override
    protected Optional<Source> brokenSource() {
        return Optional.of(Source.of(camera.urlWithCredentials().replace("s3cr3t", "wr0ng")));
    }
}
