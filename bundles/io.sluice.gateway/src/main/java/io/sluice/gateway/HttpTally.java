/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.sluice.api.metrics.Measured;
import io.sluice.api.metrics.Readings;
import java.util.concurrent.atomic.LongAdder;
import org.osgi.service.component.annotations.Component;

/** Counts answers by the class of their status. Any thread. */
@Component(service = {HttpTally.class, Measured.class})
public final class HttpTally implements Measured {
    private static final int CLASSES = 5;

    private final LongAdder[] answers = new LongAdder[CLASSES];

    /** Made by DS. */
    public HttpTally() {
        for (int i = 0; i < CLASSES; i++) {
            answers[i] = new LongAdder();
        }
    }

    void count(int status) {
        answers[Math.min(Math.max(status / 100, 1), CLASSES) - 1].increment();
    }

    @Override
    public void measure(Readings readings) {
        for (int i = 0; i < CLASSES; i++) {
            readings.add("sluice_http_requests_total", answers[i].sum(), (i + 1) + "xx");
        }
    }
}
