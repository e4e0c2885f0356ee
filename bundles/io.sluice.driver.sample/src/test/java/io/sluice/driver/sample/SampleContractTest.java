/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.sample;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Source;
import io.sluice.testkit.driver.DriverContract;
import java.util.Optional;

class SampleContractTest extends DriverContract {
    private final Driver driver = SampleDriverTest.driver("0.1.0");

    @Override
    protected Driver driver() {
        return driver;
    }

    @Override
    protected Source source() {
        return Source.of("sample:");
    }

    @Override
    protected Optional<Source> brokenSource() {
        return Optional.of(Source.of("sample://user:secret@host"));
    }
}
