/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Which tracks of which sources a viewer gets: pure functions, without state, explained in {@code docs/negotiation.md}.
 */
@NullMarked
package io.sluice.core.negotiation;

import org.jspecify.annotations.NullMarked;
