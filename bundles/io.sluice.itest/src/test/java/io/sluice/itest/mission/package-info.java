/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The two failures that Sluice was made for, seen from outside: the same tests for this server and for any other one
 * that takes go2rtc's configuration and speaks its API ({@code ./sluice mission PROGRAM}).
 */
@NullMarked
package io.sluice.itest.mission;

import org.jspecify.annotations.NullMarked;
