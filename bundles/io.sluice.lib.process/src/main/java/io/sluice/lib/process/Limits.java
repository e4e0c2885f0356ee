/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import java.time.Duration;

/**
 * What all programs of one bundle may take.
 *
 * @param programs most at once
 * @param start longest time that the system may take to start one
 * @param grace between the polite signal and SIGKILL (measured: 99 % of ffmpeg's ends take less than 31 ms)
 * @param abandon from the order to stop until a program that cannot be killed is given up
 */
public record Limits(int programs, Duration start, Duration grace, Duration abandon) {
    /** 16 programs, 5 s to start, killed after 1 s, given up after 3 s. */
    public static final Limits DEFAULT =
            new Limits(16, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(3));

    /** With another number of programs. */
    public Limits programs(int most) {
        return new Limits(most, start, grace, abandon);
    }
}
