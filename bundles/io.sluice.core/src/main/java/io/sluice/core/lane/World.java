/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.lane;

import io.sluice.core.media.Clock;
import io.sluice.core.media.MediaThreads;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Everything the state machine needs from outside: in a test all of it is run by hand.
 *
 * @param tuning asked anew each time, because it can be reconfigured
 * @param random for jitter
 */
public record World(
        Lane lane,
        Clock clock,
        Calls calls,
        Dispatch dispatch,
        MediaThreads mediaThreads,
        Supplier<Tuning> tuning,
        Random random,
        Journal journal) {}
