/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.net.Datagrams;
import java.time.Duration;

/**
 * What media is to travel over in one attempt.
 *
 * @param lower what to ask for
 * @param datagrams opens UDP ports
 * @param silence how long datagrams may fail to come before they are given up
 */
record Carriage(Lower lower, Datagrams datagrams, Duration silence) {}
