/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.demo;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Source;
import io.sluice.testkit.driver.DriverContract;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class DemoContractTest extends DriverContract {
    private final DemoDriver driver = new DemoDriver();

    @AfterEach
    void stop() {
        driver.stop();
    }

    @Override
    protected Driver driver() {
        return driver;
    }

    @Override
    protected Source source() {
        return Source.of("demo:");
    }

    @Override
    protected Optional<Source> brokenSource() {
        return Optional.of(Source.of("demo://user:secret@host"));
    }
}
