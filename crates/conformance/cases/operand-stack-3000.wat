;; After wasm3 d_m3MaxFunctionStackHeight (2000 on hosts, 256 in this repository's firmware).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (result i32)
    i32.const 1 i32.const 2 i32.const 3 i32.const 4 i32.const 5 i32.const 6 i32.const 7
    i32.const 8 i32.const 9 i32.const 10 i32.const 11 i32.const 12 i32.const 13 i32.const 14
    i32.const 15 i32.const 16 i32.const 17 i32.const 18 i32.const 19 i32.const 20 i32.const 21
    i32.const 22 i32.const 23 i32.const 24 i32.const 25 i32.const 26 i32.const 27 i32.const 28
    i32.const 29 i32.const 30 i32.const 31 i32.const 32 i32.const 33 i32.const 34 i32.const 35
    i32.const 36 i32.const 37 i32.const 38 i32.const 39 i32.const 40 i32.const 41 i32.const 42
    i32.const 43 i32.const 44 i32.const 45 i32.const 46 i32.const 47 i32.const 48 i32.const 49
    i32.const 50 i32.const 51 i32.const 52 i32.const 53 i32.const 54 i32.const 55 i32.const 56
    i32.const 57 i32.const 58 i32.const 59 i32.const 60 i32.const 61 i32.const 62 i32.const 63
    i32.const 64 i32.const 65 i32.const 66 i32.const 67 i32.const 68 i32.const 69 i32.const 70
    i32.const 71 i32.const 72 i32.const 73 i32.const 74 i32.const 75 i32.const 76 i32.const 77
    i32.const 78 i32.const 79 i32.const 80 i32.const 81 i32.const 82 i32.const 83 i32.const 84
    i32.const 85 i32.const 86 i32.const 87 i32.const 88 i32.const 89 i32.const 90 i32.const 91
    i32.const 92 i32.const 93 i32.const 94 i32.const 95 i32.const 96 i32.const 97 i32.const 98
    i32.const 99 i32.const 100 i32.const 101 i32.const 102 i32.const 103 i32.const 104
    i32.const 105 i32.const 106 i32.const 107 i32.const 108 i32.const 109 i32.const 110
    i32.const 111 i32.const 112 i32.const 113 i32.const 114 i32.const 115 i32.const 116
    i32.const 117 i32.const 118 i32.const 119 i32.const 120 i32.const 121 i32.const 122
    i32.const 123 i32.const 124 i32.const 125 i32.const 126 i32.const 127 i32.const 128
    i32.const 129 i32.const 130 i32.const 131 i32.const 132 i32.const 133 i32.const 134
    i32.const 135 i32.const 136 i32.const 137 i32.const 138 i32.const 139 i32.const 140
    i32.const 141 i32.const 142 i32.const 143 i32.const 144 i32.const 145 i32.const 146
    i32.const 147 i32.const 148 i32.const 149 i32.const 150 i32.const 151 i32.const 152
    i32.const 153 i32.const 154 i32.const 155 i32.const 156 i32.const 157 i32.const 158
    i32.const 159 i32.const 160 i32.const 161 i32.const 162 i32.const 163 i32.const 164
    i32.const 165 i32.const 166 i32.const 167 i32.const 168 i32.const 169 i32.const 170
    i32.const 171 i32.const 172 i32.const 173 i32.const 174 i32.const 175 i32.const 176
    i32.const 177 i32.const 178 i32.const 179 i32.const 180 i32.const 181 i32.const 182
    i32.const 183 i32.const 184 i32.const 185 i32.const 186 i32.const 187 i32.const 188
    i32.const 189 i32.const 190 i32.const 191 i32.const 192 i32.const 193 i32.const 194
    i32.const 195 i32.const 196 i32.const 197 i32.const 198 i32.const 199 i32.const 200
    i32.const 201 i32.const 202 i32.const 203 i32.const 204 i32.const 205 i32.const 206
    i32.const 207 i32.const 208 i32.const 209 i32.const 210 i32.const 211 i32.const 212
    i32.const 213 i32.const 214 i32.const 215 i32.const 216 i32.const 217 i32.const 218
    i32.const 219 i32.const 220 i32.const 221 i32.const 222 i32.const 223 i32.const 224
    i32.const 225 i32.const 226 i32.const 227 i32.const 228 i32.const 229 i32.const 230
    i32.const 231 i32.const 232 i32.const 233 i32.const 234 i32.const 235 i32.const 236
    i32.const 237 i32.const 238 i32.const 239 i32.const 240 i32.const 241 i32.const 242
    i32.const 243 i32.const 244 i32.const 245 i32.const 246 i32.const 247 i32.const 248
    i32.const 249 i32.const 250 i32.const 251 i32.const 252 i32.const 253 i32.const 254
    i32.const 255 i32.const 256 i32.const 257 i32.const 258 i32.const 259 i32.const 260
    i32.const 261 i32.const 262 i32.const 263 i32.const 264 i32.const 265 i32.const 266
    i32.const 267 i32.const 268 i32.const 269 i32.const 270 i32.const 271 i32.const 272
    i32.const 273 i32.const 274 i32.const 275 i32.const 276 i32.const 277 i32.const 278
    i32.const 279 i32.const 280 i32.const 281 i32.const 282 i32.const 283 i32.const 284
    i32.const 285 i32.const 286 i32.const 287 i32.const 288 i32.const 289 i32.const 290
    i32.const 291 i32.const 292 i32.const 293 i32.const 294 i32.const 295 i32.const 296
    i32.const 297 i32.const 298 i32.const 299 i32.const 300 i32.const 301 i32.const 302
    i32.const 303 i32.const 304 i32.const 305 i32.const 306 i32.const 307 i32.const 308
    i32.const 309 i32.const 310 i32.const 311 i32.const 312 i32.const 313 i32.const 314
    i32.const 315 i32.const 316 i32.const 317 i32.const 318 i32.const 319 i32.const 320
    i32.const 321 i32.const 322 i32.const 323 i32.const 324 i32.const 325 i32.const 326
    i32.const 327 i32.const 328 i32.const 329 i32.const 330 i32.const 331 i32.const 332
    i32.const 333 i32.const 334 i32.const 335 i32.const 336 i32.const 337 i32.const 338
    i32.const 339 i32.const 340 i32.const 341 i32.const 342 i32.const 343 i32.const 344
    i32.const 345 i32.const 346 i32.const 347 i32.const 348 i32.const 349 i32.const 350
    i32.const 351 i32.const 352 i32.const 353 i32.const 354 i32.const 355 i32.const 356
    i32.const 357 i32.const 358 i32.const 359 i32.const 360 i32.const 361 i32.const 362
    i32.const 363 i32.const 364 i32.const 365 i32.const 366 i32.const 367 i32.const 368
    i32.const 369 i32.const 370 i32.const 371 i32.const 372 i32.const 373 i32.const 374
    i32.const 375 i32.const 376 i32.const 377 i32.const 378 i32.const 379 i32.const 380
    i32.const 381 i32.const 382 i32.const 383 i32.const 384 i32.const 385 i32.const 386
    i32.const 387 i32.const 388 i32.const 389 i32.const 390 i32.const 391 i32.const 392
    i32.const 393 i32.const 394 i32.const 395 i32.const 396 i32.const 397 i32.const 398
    i32.const 399 i32.const 400 i32.const 401 i32.const 402 i32.const 403 i32.const 404
    i32.const 405 i32.const 406 i32.const 407 i32.const 408 i32.const 409 i32.const 410
    i32.const 411 i32.const 412 i32.const 413 i32.const 414 i32.const 415 i32.const 416
    i32.const 417 i32.const 418 i32.const 419 i32.const 420 i32.const 421 i32.const 422
    i32.const 423 i32.const 424 i32.const 425 i32.const 426 i32.const 427 i32.const 428
    i32.const 429 i32.const 430 i32.const 431 i32.const 432 i32.const 433 i32.const 434
    i32.const 435 i32.const 436 i32.const 437 i32.const 438 i32.const 439 i32.const 440
    i32.const 441 i32.const 442 i32.const 443 i32.const 444 i32.const 445 i32.const 446
    i32.const 447 i32.const 448 i32.const 449 i32.const 450 i32.const 451 i32.const 452
    i32.const 453 i32.const 454 i32.const 455 i32.const 456 i32.const 457 i32.const 458
    i32.const 459 i32.const 460 i32.const 461 i32.const 462 i32.const 463 i32.const 464
    i32.const 465 i32.const 466 i32.const 467 i32.const 468 i32.const 469 i32.const 470
    i32.const 471 i32.const 472 i32.const 473 i32.const 474 i32.const 475 i32.const 476
    i32.const 477 i32.const 478 i32.const 479 i32.const 480 i32.const 481 i32.const 482
    i32.const 483 i32.const 484 i32.const 485 i32.const 486 i32.const 487 i32.const 488
    i32.const 489 i32.const 490 i32.const 491 i32.const 492 i32.const 493 i32.const 494
    i32.const 495 i32.const 496 i32.const 497 i32.const 498 i32.const 499 i32.const 500
    i32.const 501 i32.const 502 i32.const 503 i32.const 504 i32.const 505 i32.const 506
    i32.const 507 i32.const 508 i32.const 509 i32.const 510 i32.const 511 i32.const 512
    i32.const 513 i32.const 514 i32.const 515 i32.const 516 i32.const 517 i32.const 518
    i32.const 519 i32.const 520 i32.const 521 i32.const 522 i32.const 523 i32.const 524
    i32.const 525 i32.const 526 i32.const 527 i32.const 528 i32.const 529 i32.const 530
    i32.const 531 i32.const 532 i32.const 533 i32.const 534 i32.const 535 i32.const 536
    i32.const 537 i32.const 538 i32.const 539 i32.const 540 i32.const 541 i32.const 542
    i32.const 543 i32.const 544 i32.const 545 i32.const 546 i32.const 547 i32.const 548
    i32.const 549 i32.const 550 i32.const 551 i32.const 552 i32.const 553 i32.const 554
    i32.const 555 i32.const 556 i32.const 557 i32.const 558 i32.const 559 i32.const 560
    i32.const 561 i32.const 562 i32.const 563 i32.const 564 i32.const 565 i32.const 566
    i32.const 567 i32.const 568 i32.const 569 i32.const 570 i32.const 571 i32.const 572
    i32.const 573 i32.const 574 i32.const 575 i32.const 576 i32.const 577 i32.const 578
    i32.const 579 i32.const 580 i32.const 581 i32.const 582 i32.const 583 i32.const 584
    i32.const 585 i32.const 586 i32.const 587 i32.const 588 i32.const 589 i32.const 590
    i32.const 591 i32.const 592 i32.const 593 i32.const 594 i32.const 595 i32.const 596
    i32.const 597 i32.const 598 i32.const 599 i32.const 600 i32.const 601 i32.const 602
    i32.const 603 i32.const 604 i32.const 605 i32.const 606 i32.const 607 i32.const 608
    i32.const 609 i32.const 610 i32.const 611 i32.const 612 i32.const 613 i32.const 614
    i32.const 615 i32.const 616 i32.const 617 i32.const 618 i32.const 619 i32.const 620
    i32.const 621 i32.const 622 i32.const 623 i32.const 624 i32.const 625 i32.const 626
    i32.const 627 i32.const 628 i32.const 629 i32.const 630 i32.const 631 i32.const 632
    i32.const 633 i32.const 634 i32.const 635 i32.const 636 i32.const 637 i32.const 638
    i32.const 639 i32.const 640 i32.const 641 i32.const 642 i32.const 643 i32.const 644
    i32.const 645 i32.const 646 i32.const 647 i32.const 648 i32.const 649 i32.const 650
    i32.const 651 i32.const 652 i32.const 653 i32.const 654 i32.const 655 i32.const 656
    i32.const 657 i32.const 658 i32.const 659 i32.const 660 i32.const 661 i32.const 662
    i32.const 663 i32.const 664 i32.const 665 i32.const 666 i32.const 667 i32.const 668
    i32.const 669 i32.const 670 i32.const 671 i32.const 672 i32.const 673 i32.const 674
    i32.const 675 i32.const 676 i32.const 677 i32.const 678 i32.const 679 i32.const 680
    i32.const 681 i32.const 682 i32.const 683 i32.const 684 i32.const 685 i32.const 686
    i32.const 687 i32.const 688 i32.const 689 i32.const 690 i32.const 691 i32.const 692
    i32.const 693 i32.const 694 i32.const 695 i32.const 696 i32.const 697 i32.const 698
    i32.const 699 i32.const 700 i32.const 701 i32.const 702 i32.const 703 i32.const 704
    i32.const 705 i32.const 706 i32.const 707 i32.const 708 i32.const 709 i32.const 710
    i32.const 711 i32.const 712 i32.const 713 i32.const 714 i32.const 715 i32.const 716
    i32.const 717 i32.const 718 i32.const 719 i32.const 720 i32.const 721 i32.const 722
    i32.const 723 i32.const 724 i32.const 725 i32.const 726 i32.const 727 i32.const 728
    i32.const 729 i32.const 730 i32.const 731 i32.const 732 i32.const 733 i32.const 734
    i32.const 735 i32.const 736 i32.const 737 i32.const 738 i32.const 739 i32.const 740
    i32.const 741 i32.const 742 i32.const 743 i32.const 744 i32.const 745 i32.const 746
    i32.const 747 i32.const 748 i32.const 749 i32.const 750 i32.const 751 i32.const 752
    i32.const 753 i32.const 754 i32.const 755 i32.const 756 i32.const 757 i32.const 758
    i32.const 759 i32.const 760 i32.const 761 i32.const 762 i32.const 763 i32.const 764
    i32.const 765 i32.const 766 i32.const 767 i32.const 768 i32.const 769 i32.const 770
    i32.const 771 i32.const 772 i32.const 773 i32.const 774 i32.const 775 i32.const 776
    i32.const 777 i32.const 778 i32.const 779 i32.const 780 i32.const 781 i32.const 782
    i32.const 783 i32.const 784 i32.const 785 i32.const 786 i32.const 787 i32.const 788
    i32.const 789 i32.const 790 i32.const 791 i32.const 792 i32.const 793 i32.const 794
    i32.const 795 i32.const 796 i32.const 797 i32.const 798 i32.const 799 i32.const 800
    i32.const 801 i32.const 802 i32.const 803 i32.const 804 i32.const 805 i32.const 806
    i32.const 807 i32.const 808 i32.const 809 i32.const 810 i32.const 811 i32.const 812
    i32.const 813 i32.const 814 i32.const 815 i32.const 816 i32.const 817 i32.const 818
    i32.const 819 i32.const 820 i32.const 821 i32.const 822 i32.const 823 i32.const 824
    i32.const 825 i32.const 826 i32.const 827 i32.const 828 i32.const 829 i32.const 830
    i32.const 831 i32.const 832 i32.const 833 i32.const 834 i32.const 835 i32.const 836
    i32.const 837 i32.const 838 i32.const 839 i32.const 840 i32.const 841 i32.const 842
    i32.const 843 i32.const 844 i32.const 845 i32.const 846 i32.const 847 i32.const 848
    i32.const 849 i32.const 850 i32.const 851 i32.const 852 i32.const 853 i32.const 854
    i32.const 855 i32.const 856 i32.const 857 i32.const 858 i32.const 859 i32.const 860
    i32.const 861 i32.const 862 i32.const 863 i32.const 864 i32.const 865 i32.const 866
    i32.const 867 i32.const 868 i32.const 869 i32.const 870 i32.const 871 i32.const 872
    i32.const 873 i32.const 874 i32.const 875 i32.const 876 i32.const 877 i32.const 878
    i32.const 879 i32.const 880 i32.const 881 i32.const 882 i32.const 883 i32.const 884
    i32.const 885 i32.const 886 i32.const 887 i32.const 888 i32.const 889 i32.const 890
    i32.const 891 i32.const 892 i32.const 893 i32.const 894 i32.const 895 i32.const 896
    i32.const 897 i32.const 898 i32.const 899 i32.const 900 i32.const 901 i32.const 902
    i32.const 903 i32.const 904 i32.const 905 i32.const 906 i32.const 907 i32.const 908
    i32.const 909 i32.const 910 i32.const 911 i32.const 912 i32.const 913 i32.const 914
    i32.const 915 i32.const 916 i32.const 917 i32.const 918 i32.const 919 i32.const 920
    i32.const 921 i32.const 922 i32.const 923 i32.const 924 i32.const 925 i32.const 926
    i32.const 927 i32.const 928 i32.const 929 i32.const 930 i32.const 931 i32.const 932
    i32.const 933 i32.const 934 i32.const 935 i32.const 936 i32.const 937 i32.const 938
    i32.const 939 i32.const 940 i32.const 941 i32.const 942 i32.const 943 i32.const 944
    i32.const 945 i32.const 946 i32.const 947 i32.const 948 i32.const 949 i32.const 950
    i32.const 951 i32.const 952 i32.const 953 i32.const 954 i32.const 955 i32.const 956
    i32.const 957 i32.const 958 i32.const 959 i32.const 960 i32.const 961 i32.const 962
    i32.const 963 i32.const 964 i32.const 965 i32.const 966 i32.const 967 i32.const 968
    i32.const 969 i32.const 970 i32.const 971 i32.const 972 i32.const 973 i32.const 974
    i32.const 975 i32.const 976 i32.const 977 i32.const 978 i32.const 979 i32.const 980
    i32.const 981 i32.const 982 i32.const 983 i32.const 984 i32.const 985 i32.const 986
    i32.const 987 i32.const 988 i32.const 989 i32.const 990 i32.const 991 i32.const 992
    i32.const 993 i32.const 994 i32.const 995 i32.const 996 i32.const 997 i32.const 998
    i32.const 999 i32.const 1000 i32.const 1001 i32.const 1002 i32.const 1003 i32.const 1004
    i32.const 1005 i32.const 1006 i32.const 1007 i32.const 1008 i32.const 1009 i32.const 1010
    i32.const 1011 i32.const 1012 i32.const 1013 i32.const 1014 i32.const 1015 i32.const 1016
    i32.const 1017 i32.const 1018 i32.const 1019 i32.const 1020 i32.const 1021 i32.const 1022
    i32.const 1023 i32.const 1024 i32.const 1025 i32.const 1026 i32.const 1027 i32.const 1028
    i32.const 1029 i32.const 1030 i32.const 1031 i32.const 1032 i32.const 1033 i32.const 1034
    i32.const 1035 i32.const 1036 i32.const 1037 i32.const 1038 i32.const 1039 i32.const 1040
    i32.const 1041 i32.const 1042 i32.const 1043 i32.const 1044 i32.const 1045 i32.const 1046
    i32.const 1047 i32.const 1048 i32.const 1049 i32.const 1050 i32.const 1051 i32.const 1052
    i32.const 1053 i32.const 1054 i32.const 1055 i32.const 1056 i32.const 1057 i32.const 1058
    i32.const 1059 i32.const 1060 i32.const 1061 i32.const 1062 i32.const 1063 i32.const 1064
    i32.const 1065 i32.const 1066 i32.const 1067 i32.const 1068 i32.const 1069 i32.const 1070
    i32.const 1071 i32.const 1072 i32.const 1073 i32.const 1074 i32.const 1075 i32.const 1076
    i32.const 1077 i32.const 1078 i32.const 1079 i32.const 1080 i32.const 1081 i32.const 1082
    i32.const 1083 i32.const 1084 i32.const 1085 i32.const 1086 i32.const 1087 i32.const 1088
    i32.const 1089 i32.const 1090 i32.const 1091 i32.const 1092 i32.const 1093 i32.const 1094
    i32.const 1095 i32.const 1096 i32.const 1097 i32.const 1098 i32.const 1099 i32.const 1100
    i32.const 1101 i32.const 1102 i32.const 1103 i32.const 1104 i32.const 1105 i32.const 1106
    i32.const 1107 i32.const 1108 i32.const 1109 i32.const 1110 i32.const 1111 i32.const 1112
    i32.const 1113 i32.const 1114 i32.const 1115 i32.const 1116 i32.const 1117 i32.const 1118
    i32.const 1119 i32.const 1120 i32.const 1121 i32.const 1122 i32.const 1123 i32.const 1124
    i32.const 1125 i32.const 1126 i32.const 1127 i32.const 1128 i32.const 1129 i32.const 1130
    i32.const 1131 i32.const 1132 i32.const 1133 i32.const 1134 i32.const 1135 i32.const 1136
    i32.const 1137 i32.const 1138 i32.const 1139 i32.const 1140 i32.const 1141 i32.const 1142
    i32.const 1143 i32.const 1144 i32.const 1145 i32.const 1146 i32.const 1147 i32.const 1148
    i32.const 1149 i32.const 1150 i32.const 1151 i32.const 1152 i32.const 1153 i32.const 1154
    i32.const 1155 i32.const 1156 i32.const 1157 i32.const 1158 i32.const 1159 i32.const 1160
    i32.const 1161 i32.const 1162 i32.const 1163 i32.const 1164 i32.const 1165 i32.const 1166
    i32.const 1167 i32.const 1168 i32.const 1169 i32.const 1170 i32.const 1171 i32.const 1172
    i32.const 1173 i32.const 1174 i32.const 1175 i32.const 1176 i32.const 1177 i32.const 1178
    i32.const 1179 i32.const 1180 i32.const 1181 i32.const 1182 i32.const 1183 i32.const 1184
    i32.const 1185 i32.const 1186 i32.const 1187 i32.const 1188 i32.const 1189 i32.const 1190
    i32.const 1191 i32.const 1192 i32.const 1193 i32.const 1194 i32.const 1195 i32.const 1196
    i32.const 1197 i32.const 1198 i32.const 1199 i32.const 1200 i32.const 1201 i32.const 1202
    i32.const 1203 i32.const 1204 i32.const 1205 i32.const 1206 i32.const 1207 i32.const 1208
    i32.const 1209 i32.const 1210 i32.const 1211 i32.const 1212 i32.const 1213 i32.const 1214
    i32.const 1215 i32.const 1216 i32.const 1217 i32.const 1218 i32.const 1219 i32.const 1220
    i32.const 1221 i32.const 1222 i32.const 1223 i32.const 1224 i32.const 1225 i32.const 1226
    i32.const 1227 i32.const 1228 i32.const 1229 i32.const 1230 i32.const 1231 i32.const 1232
    i32.const 1233 i32.const 1234 i32.const 1235 i32.const 1236 i32.const 1237 i32.const 1238
    i32.const 1239 i32.const 1240 i32.const 1241 i32.const 1242 i32.const 1243 i32.const 1244
    i32.const 1245 i32.const 1246 i32.const 1247 i32.const 1248 i32.const 1249 i32.const 1250
    i32.const 1251 i32.const 1252 i32.const 1253 i32.const 1254 i32.const 1255 i32.const 1256
    i32.const 1257 i32.const 1258 i32.const 1259 i32.const 1260 i32.const 1261 i32.const 1262
    i32.const 1263 i32.const 1264 i32.const 1265 i32.const 1266 i32.const 1267 i32.const 1268
    i32.const 1269 i32.const 1270 i32.const 1271 i32.const 1272 i32.const 1273 i32.const 1274
    i32.const 1275 i32.const 1276 i32.const 1277 i32.const 1278 i32.const 1279 i32.const 1280
    i32.const 1281 i32.const 1282 i32.const 1283 i32.const 1284 i32.const 1285 i32.const 1286
    i32.const 1287 i32.const 1288 i32.const 1289 i32.const 1290 i32.const 1291 i32.const 1292
    i32.const 1293 i32.const 1294 i32.const 1295 i32.const 1296 i32.const 1297 i32.const 1298
    i32.const 1299 i32.const 1300 i32.const 1301 i32.const 1302 i32.const 1303 i32.const 1304
    i32.const 1305 i32.const 1306 i32.const 1307 i32.const 1308 i32.const 1309 i32.const 1310
    i32.const 1311 i32.const 1312 i32.const 1313 i32.const 1314 i32.const 1315 i32.const 1316
    i32.const 1317 i32.const 1318 i32.const 1319 i32.const 1320 i32.const 1321 i32.const 1322
    i32.const 1323 i32.const 1324 i32.const 1325 i32.const 1326 i32.const 1327 i32.const 1328
    i32.const 1329 i32.const 1330 i32.const 1331 i32.const 1332 i32.const 1333 i32.const 1334
    i32.const 1335 i32.const 1336 i32.const 1337 i32.const 1338 i32.const 1339 i32.const 1340
    i32.const 1341 i32.const 1342 i32.const 1343 i32.const 1344 i32.const 1345 i32.const 1346
    i32.const 1347 i32.const 1348 i32.const 1349 i32.const 1350 i32.const 1351 i32.const 1352
    i32.const 1353 i32.const 1354 i32.const 1355 i32.const 1356 i32.const 1357 i32.const 1358
    i32.const 1359 i32.const 1360 i32.const 1361 i32.const 1362 i32.const 1363 i32.const 1364
    i32.const 1365 i32.const 1366 i32.const 1367 i32.const 1368 i32.const 1369 i32.const 1370
    i32.const 1371 i32.const 1372 i32.const 1373 i32.const 1374 i32.const 1375 i32.const 1376
    i32.const 1377 i32.const 1378 i32.const 1379 i32.const 1380 i32.const 1381 i32.const 1382
    i32.const 1383 i32.const 1384 i32.const 1385 i32.const 1386 i32.const 1387 i32.const 1388
    i32.const 1389 i32.const 1390 i32.const 1391 i32.const 1392 i32.const 1393 i32.const 1394
    i32.const 1395 i32.const 1396 i32.const 1397 i32.const 1398 i32.const 1399 i32.const 1400
    i32.const 1401 i32.const 1402 i32.const 1403 i32.const 1404 i32.const 1405 i32.const 1406
    i32.const 1407 i32.const 1408 i32.const 1409 i32.const 1410 i32.const 1411 i32.const 1412
    i32.const 1413 i32.const 1414 i32.const 1415 i32.const 1416 i32.const 1417 i32.const 1418
    i32.const 1419 i32.const 1420 i32.const 1421 i32.const 1422 i32.const 1423 i32.const 1424
    i32.const 1425 i32.const 1426 i32.const 1427 i32.const 1428 i32.const 1429 i32.const 1430
    i32.const 1431 i32.const 1432 i32.const 1433 i32.const 1434 i32.const 1435 i32.const 1436
    i32.const 1437 i32.const 1438 i32.const 1439 i32.const 1440 i32.const 1441 i32.const 1442
    i32.const 1443 i32.const 1444 i32.const 1445 i32.const 1446 i32.const 1447 i32.const 1448
    i32.const 1449 i32.const 1450 i32.const 1451 i32.const 1452 i32.const 1453 i32.const 1454
    i32.const 1455 i32.const 1456 i32.const 1457 i32.const 1458 i32.const 1459 i32.const 1460
    i32.const 1461 i32.const 1462 i32.const 1463 i32.const 1464 i32.const 1465 i32.const 1466
    i32.const 1467 i32.const 1468 i32.const 1469 i32.const 1470 i32.const 1471 i32.const 1472
    i32.const 1473 i32.const 1474 i32.const 1475 i32.const 1476 i32.const 1477 i32.const 1478
    i32.const 1479 i32.const 1480 i32.const 1481 i32.const 1482 i32.const 1483 i32.const 1484
    i32.const 1485 i32.const 1486 i32.const 1487 i32.const 1488 i32.const 1489 i32.const 1490
    i32.const 1491 i32.const 1492 i32.const 1493 i32.const 1494 i32.const 1495 i32.const 1496
    i32.const 1497 i32.const 1498 i32.const 1499 i32.const 1500 i32.const 1501 i32.const 1502
    i32.const 1503 i32.const 1504 i32.const 1505 i32.const 1506 i32.const 1507 i32.const 1508
    i32.const 1509 i32.const 1510 i32.const 1511 i32.const 1512 i32.const 1513 i32.const 1514
    i32.const 1515 i32.const 1516 i32.const 1517 i32.const 1518 i32.const 1519 i32.const 1520
    i32.const 1521 i32.const 1522 i32.const 1523 i32.const 1524 i32.const 1525 i32.const 1526
    i32.const 1527 i32.const 1528 i32.const 1529 i32.const 1530 i32.const 1531 i32.const 1532
    i32.const 1533 i32.const 1534 i32.const 1535 i32.const 1536 i32.const 1537 i32.const 1538
    i32.const 1539 i32.const 1540 i32.const 1541 i32.const 1542 i32.const 1543 i32.const 1544
    i32.const 1545 i32.const 1546 i32.const 1547 i32.const 1548 i32.const 1549 i32.const 1550
    i32.const 1551 i32.const 1552 i32.const 1553 i32.const 1554 i32.const 1555 i32.const 1556
    i32.const 1557 i32.const 1558 i32.const 1559 i32.const 1560 i32.const 1561 i32.const 1562
    i32.const 1563 i32.const 1564 i32.const 1565 i32.const 1566 i32.const 1567 i32.const 1568
    i32.const 1569 i32.const 1570 i32.const 1571 i32.const 1572 i32.const 1573 i32.const 1574
    i32.const 1575 i32.const 1576 i32.const 1577 i32.const 1578 i32.const 1579 i32.const 1580
    i32.const 1581 i32.const 1582 i32.const 1583 i32.const 1584 i32.const 1585 i32.const 1586
    i32.const 1587 i32.const 1588 i32.const 1589 i32.const 1590 i32.const 1591 i32.const 1592
    i32.const 1593 i32.const 1594 i32.const 1595 i32.const 1596 i32.const 1597 i32.const 1598
    i32.const 1599 i32.const 1600 i32.const 1601 i32.const 1602 i32.const 1603 i32.const 1604
    i32.const 1605 i32.const 1606 i32.const 1607 i32.const 1608 i32.const 1609 i32.const 1610
    i32.const 1611 i32.const 1612 i32.const 1613 i32.const 1614 i32.const 1615 i32.const 1616
    i32.const 1617 i32.const 1618 i32.const 1619 i32.const 1620 i32.const 1621 i32.const 1622
    i32.const 1623 i32.const 1624 i32.const 1625 i32.const 1626 i32.const 1627 i32.const 1628
    i32.const 1629 i32.const 1630 i32.const 1631 i32.const 1632 i32.const 1633 i32.const 1634
    i32.const 1635 i32.const 1636 i32.const 1637 i32.const 1638 i32.const 1639 i32.const 1640
    i32.const 1641 i32.const 1642 i32.const 1643 i32.const 1644 i32.const 1645 i32.const 1646
    i32.const 1647 i32.const 1648 i32.const 1649 i32.const 1650 i32.const 1651 i32.const 1652
    i32.const 1653 i32.const 1654 i32.const 1655 i32.const 1656 i32.const 1657 i32.const 1658
    i32.const 1659 i32.const 1660 i32.const 1661 i32.const 1662 i32.const 1663 i32.const 1664
    i32.const 1665 i32.const 1666 i32.const 1667 i32.const 1668 i32.const 1669 i32.const 1670
    i32.const 1671 i32.const 1672 i32.const 1673 i32.const 1674 i32.const 1675 i32.const 1676
    i32.const 1677 i32.const 1678 i32.const 1679 i32.const 1680 i32.const 1681 i32.const 1682
    i32.const 1683 i32.const 1684 i32.const 1685 i32.const 1686 i32.const 1687 i32.const 1688
    i32.const 1689 i32.const 1690 i32.const 1691 i32.const 1692 i32.const 1693 i32.const 1694
    i32.const 1695 i32.const 1696 i32.const 1697 i32.const 1698 i32.const 1699 i32.const 1700
    i32.const 1701 i32.const 1702 i32.const 1703 i32.const 1704 i32.const 1705 i32.const 1706
    i32.const 1707 i32.const 1708 i32.const 1709 i32.const 1710 i32.const 1711 i32.const 1712
    i32.const 1713 i32.const 1714 i32.const 1715 i32.const 1716 i32.const 1717 i32.const 1718
    i32.const 1719 i32.const 1720 i32.const 1721 i32.const 1722 i32.const 1723 i32.const 1724
    i32.const 1725 i32.const 1726 i32.const 1727 i32.const 1728 i32.const 1729 i32.const 1730
    i32.const 1731 i32.const 1732 i32.const 1733 i32.const 1734 i32.const 1735 i32.const 1736
    i32.const 1737 i32.const 1738 i32.const 1739 i32.const 1740 i32.const 1741 i32.const 1742
    i32.const 1743 i32.const 1744 i32.const 1745 i32.const 1746 i32.const 1747 i32.const 1748
    i32.const 1749 i32.const 1750 i32.const 1751 i32.const 1752 i32.const 1753 i32.const 1754
    i32.const 1755 i32.const 1756 i32.const 1757 i32.const 1758 i32.const 1759 i32.const 1760
    i32.const 1761 i32.const 1762 i32.const 1763 i32.const 1764 i32.const 1765 i32.const 1766
    i32.const 1767 i32.const 1768 i32.const 1769 i32.const 1770 i32.const 1771 i32.const 1772
    i32.const 1773 i32.const 1774 i32.const 1775 i32.const 1776 i32.const 1777 i32.const 1778
    i32.const 1779 i32.const 1780 i32.const 1781 i32.const 1782 i32.const 1783 i32.const 1784
    i32.const 1785 i32.const 1786 i32.const 1787 i32.const 1788 i32.const 1789 i32.const 1790
    i32.const 1791 i32.const 1792 i32.const 1793 i32.const 1794 i32.const 1795 i32.const 1796
    i32.const 1797 i32.const 1798 i32.const 1799 i32.const 1800 i32.const 1801 i32.const 1802
    i32.const 1803 i32.const 1804 i32.const 1805 i32.const 1806 i32.const 1807 i32.const 1808
    i32.const 1809 i32.const 1810 i32.const 1811 i32.const 1812 i32.const 1813 i32.const 1814
    i32.const 1815 i32.const 1816 i32.const 1817 i32.const 1818 i32.const 1819 i32.const 1820
    i32.const 1821 i32.const 1822 i32.const 1823 i32.const 1824 i32.const 1825 i32.const 1826
    i32.const 1827 i32.const 1828 i32.const 1829 i32.const 1830 i32.const 1831 i32.const 1832
    i32.const 1833 i32.const 1834 i32.const 1835 i32.const 1836 i32.const 1837 i32.const 1838
    i32.const 1839 i32.const 1840 i32.const 1841 i32.const 1842 i32.const 1843 i32.const 1844
    i32.const 1845 i32.const 1846 i32.const 1847 i32.const 1848 i32.const 1849 i32.const 1850
    i32.const 1851 i32.const 1852 i32.const 1853 i32.const 1854 i32.const 1855 i32.const 1856
    i32.const 1857 i32.const 1858 i32.const 1859 i32.const 1860 i32.const 1861 i32.const 1862
    i32.const 1863 i32.const 1864 i32.const 1865 i32.const 1866 i32.const 1867 i32.const 1868
    i32.const 1869 i32.const 1870 i32.const 1871 i32.const 1872 i32.const 1873 i32.const 1874
    i32.const 1875 i32.const 1876 i32.const 1877 i32.const 1878 i32.const 1879 i32.const 1880
    i32.const 1881 i32.const 1882 i32.const 1883 i32.const 1884 i32.const 1885 i32.const 1886
    i32.const 1887 i32.const 1888 i32.const 1889 i32.const 1890 i32.const 1891 i32.const 1892
    i32.const 1893 i32.const 1894 i32.const 1895 i32.const 1896 i32.const 1897 i32.const 1898
    i32.const 1899 i32.const 1900 i32.const 1901 i32.const 1902 i32.const 1903 i32.const 1904
    i32.const 1905 i32.const 1906 i32.const 1907 i32.const 1908 i32.const 1909 i32.const 1910
    i32.const 1911 i32.const 1912 i32.const 1913 i32.const 1914 i32.const 1915 i32.const 1916
    i32.const 1917 i32.const 1918 i32.const 1919 i32.const 1920 i32.const 1921 i32.const 1922
    i32.const 1923 i32.const 1924 i32.const 1925 i32.const 1926 i32.const 1927 i32.const 1928
    i32.const 1929 i32.const 1930 i32.const 1931 i32.const 1932 i32.const 1933 i32.const 1934
    i32.const 1935 i32.const 1936 i32.const 1937 i32.const 1938 i32.const 1939 i32.const 1940
    i32.const 1941 i32.const 1942 i32.const 1943 i32.const 1944 i32.const 1945 i32.const 1946
    i32.const 1947 i32.const 1948 i32.const 1949 i32.const 1950 i32.const 1951 i32.const 1952
    i32.const 1953 i32.const 1954 i32.const 1955 i32.const 1956 i32.const 1957 i32.const 1958
    i32.const 1959 i32.const 1960 i32.const 1961 i32.const 1962 i32.const 1963 i32.const 1964
    i32.const 1965 i32.const 1966 i32.const 1967 i32.const 1968 i32.const 1969 i32.const 1970
    i32.const 1971 i32.const 1972 i32.const 1973 i32.const 1974 i32.const 1975 i32.const 1976
    i32.const 1977 i32.const 1978 i32.const 1979 i32.const 1980 i32.const 1981 i32.const 1982
    i32.const 1983 i32.const 1984 i32.const 1985 i32.const 1986 i32.const 1987 i32.const 1988
    i32.const 1989 i32.const 1990 i32.const 1991 i32.const 1992 i32.const 1993 i32.const 1994
    i32.const 1995 i32.const 1996 i32.const 1997 i32.const 1998 i32.const 1999 i32.const 2000
    i32.const 2001 i32.const 2002 i32.const 2003 i32.const 2004 i32.const 2005 i32.const 2006
    i32.const 2007 i32.const 2008 i32.const 2009 i32.const 2010 i32.const 2011 i32.const 2012
    i32.const 2013 i32.const 2014 i32.const 2015 i32.const 2016 i32.const 2017 i32.const 2018
    i32.const 2019 i32.const 2020 i32.const 2021 i32.const 2022 i32.const 2023 i32.const 2024
    i32.const 2025 i32.const 2026 i32.const 2027 i32.const 2028 i32.const 2029 i32.const 2030
    i32.const 2031 i32.const 2032 i32.const 2033 i32.const 2034 i32.const 2035 i32.const 2036
    i32.const 2037 i32.const 2038 i32.const 2039 i32.const 2040 i32.const 2041 i32.const 2042
    i32.const 2043 i32.const 2044 i32.const 2045 i32.const 2046 i32.const 2047 i32.const 2048
    i32.const 2049 i32.const 2050 i32.const 2051 i32.const 2052 i32.const 2053 i32.const 2054
    i32.const 2055 i32.const 2056 i32.const 2057 i32.const 2058 i32.const 2059 i32.const 2060
    i32.const 2061 i32.const 2062 i32.const 2063 i32.const 2064 i32.const 2065 i32.const 2066
    i32.const 2067 i32.const 2068 i32.const 2069 i32.const 2070 i32.const 2071 i32.const 2072
    i32.const 2073 i32.const 2074 i32.const 2075 i32.const 2076 i32.const 2077 i32.const 2078
    i32.const 2079 i32.const 2080 i32.const 2081 i32.const 2082 i32.const 2083 i32.const 2084
    i32.const 2085 i32.const 2086 i32.const 2087 i32.const 2088 i32.const 2089 i32.const 2090
    i32.const 2091 i32.const 2092 i32.const 2093 i32.const 2094 i32.const 2095 i32.const 2096
    i32.const 2097 i32.const 2098 i32.const 2099 i32.const 2100 i32.const 2101 i32.const 2102
    i32.const 2103 i32.const 2104 i32.const 2105 i32.const 2106 i32.const 2107 i32.const 2108
    i32.const 2109 i32.const 2110 i32.const 2111 i32.const 2112 i32.const 2113 i32.const 2114
    i32.const 2115 i32.const 2116 i32.const 2117 i32.const 2118 i32.const 2119 i32.const 2120
    i32.const 2121 i32.const 2122 i32.const 2123 i32.const 2124 i32.const 2125 i32.const 2126
    i32.const 2127 i32.const 2128 i32.const 2129 i32.const 2130 i32.const 2131 i32.const 2132
    i32.const 2133 i32.const 2134 i32.const 2135 i32.const 2136 i32.const 2137 i32.const 2138
    i32.const 2139 i32.const 2140 i32.const 2141 i32.const 2142 i32.const 2143 i32.const 2144
    i32.const 2145 i32.const 2146 i32.const 2147 i32.const 2148 i32.const 2149 i32.const 2150
    i32.const 2151 i32.const 2152 i32.const 2153 i32.const 2154 i32.const 2155 i32.const 2156
    i32.const 2157 i32.const 2158 i32.const 2159 i32.const 2160 i32.const 2161 i32.const 2162
    i32.const 2163 i32.const 2164 i32.const 2165 i32.const 2166 i32.const 2167 i32.const 2168
    i32.const 2169 i32.const 2170 i32.const 2171 i32.const 2172 i32.const 2173 i32.const 2174
    i32.const 2175 i32.const 2176 i32.const 2177 i32.const 2178 i32.const 2179 i32.const 2180
    i32.const 2181 i32.const 2182 i32.const 2183 i32.const 2184 i32.const 2185 i32.const 2186
    i32.const 2187 i32.const 2188 i32.const 2189 i32.const 2190 i32.const 2191 i32.const 2192
    i32.const 2193 i32.const 2194 i32.const 2195 i32.const 2196 i32.const 2197 i32.const 2198
    i32.const 2199 i32.const 2200 i32.const 2201 i32.const 2202 i32.const 2203 i32.const 2204
    i32.const 2205 i32.const 2206 i32.const 2207 i32.const 2208 i32.const 2209 i32.const 2210
    i32.const 2211 i32.const 2212 i32.const 2213 i32.const 2214 i32.const 2215 i32.const 2216
    i32.const 2217 i32.const 2218 i32.const 2219 i32.const 2220 i32.const 2221 i32.const 2222
    i32.const 2223 i32.const 2224 i32.const 2225 i32.const 2226 i32.const 2227 i32.const 2228
    i32.const 2229 i32.const 2230 i32.const 2231 i32.const 2232 i32.const 2233 i32.const 2234
    i32.const 2235 i32.const 2236 i32.const 2237 i32.const 2238 i32.const 2239 i32.const 2240
    i32.const 2241 i32.const 2242 i32.const 2243 i32.const 2244 i32.const 2245 i32.const 2246
    i32.const 2247 i32.const 2248 i32.const 2249 i32.const 2250 i32.const 2251 i32.const 2252
    i32.const 2253 i32.const 2254 i32.const 2255 i32.const 2256 i32.const 2257 i32.const 2258
    i32.const 2259 i32.const 2260 i32.const 2261 i32.const 2262 i32.const 2263 i32.const 2264
    i32.const 2265 i32.const 2266 i32.const 2267 i32.const 2268 i32.const 2269 i32.const 2270
    i32.const 2271 i32.const 2272 i32.const 2273 i32.const 2274 i32.const 2275 i32.const 2276
    i32.const 2277 i32.const 2278 i32.const 2279 i32.const 2280 i32.const 2281 i32.const 2282
    i32.const 2283 i32.const 2284 i32.const 2285 i32.const 2286 i32.const 2287 i32.const 2288
    i32.const 2289 i32.const 2290 i32.const 2291 i32.const 2292 i32.const 2293 i32.const 2294
    i32.const 2295 i32.const 2296 i32.const 2297 i32.const 2298 i32.const 2299 i32.const 2300
    i32.const 2301 i32.const 2302 i32.const 2303 i32.const 2304 i32.const 2305 i32.const 2306
    i32.const 2307 i32.const 2308 i32.const 2309 i32.const 2310 i32.const 2311 i32.const 2312
    i32.const 2313 i32.const 2314 i32.const 2315 i32.const 2316 i32.const 2317 i32.const 2318
    i32.const 2319 i32.const 2320 i32.const 2321 i32.const 2322 i32.const 2323 i32.const 2324
    i32.const 2325 i32.const 2326 i32.const 2327 i32.const 2328 i32.const 2329 i32.const 2330
    i32.const 2331 i32.const 2332 i32.const 2333 i32.const 2334 i32.const 2335 i32.const 2336
    i32.const 2337 i32.const 2338 i32.const 2339 i32.const 2340 i32.const 2341 i32.const 2342
    i32.const 2343 i32.const 2344 i32.const 2345 i32.const 2346 i32.const 2347 i32.const 2348
    i32.const 2349 i32.const 2350 i32.const 2351 i32.const 2352 i32.const 2353 i32.const 2354
    i32.const 2355 i32.const 2356 i32.const 2357 i32.const 2358 i32.const 2359 i32.const 2360
    i32.const 2361 i32.const 2362 i32.const 2363 i32.const 2364 i32.const 2365 i32.const 2366
    i32.const 2367 i32.const 2368 i32.const 2369 i32.const 2370 i32.const 2371 i32.const 2372
    i32.const 2373 i32.const 2374 i32.const 2375 i32.const 2376 i32.const 2377 i32.const 2378
    i32.const 2379 i32.const 2380 i32.const 2381 i32.const 2382 i32.const 2383 i32.const 2384
    i32.const 2385 i32.const 2386 i32.const 2387 i32.const 2388 i32.const 2389 i32.const 2390
    i32.const 2391 i32.const 2392 i32.const 2393 i32.const 2394 i32.const 2395 i32.const 2396
    i32.const 2397 i32.const 2398 i32.const 2399 i32.const 2400 i32.const 2401 i32.const 2402
    i32.const 2403 i32.const 2404 i32.const 2405 i32.const 2406 i32.const 2407 i32.const 2408
    i32.const 2409 i32.const 2410 i32.const 2411 i32.const 2412 i32.const 2413 i32.const 2414
    i32.const 2415 i32.const 2416 i32.const 2417 i32.const 2418 i32.const 2419 i32.const 2420
    i32.const 2421 i32.const 2422 i32.const 2423 i32.const 2424 i32.const 2425 i32.const 2426
    i32.const 2427 i32.const 2428 i32.const 2429 i32.const 2430 i32.const 2431 i32.const 2432
    i32.const 2433 i32.const 2434 i32.const 2435 i32.const 2436 i32.const 2437 i32.const 2438
    i32.const 2439 i32.const 2440 i32.const 2441 i32.const 2442 i32.const 2443 i32.const 2444
    i32.const 2445 i32.const 2446 i32.const 2447 i32.const 2448 i32.const 2449 i32.const 2450
    i32.const 2451 i32.const 2452 i32.const 2453 i32.const 2454 i32.const 2455 i32.const 2456
    i32.const 2457 i32.const 2458 i32.const 2459 i32.const 2460 i32.const 2461 i32.const 2462
    i32.const 2463 i32.const 2464 i32.const 2465 i32.const 2466 i32.const 2467 i32.const 2468
    i32.const 2469 i32.const 2470 i32.const 2471 i32.const 2472 i32.const 2473 i32.const 2474
    i32.const 2475 i32.const 2476 i32.const 2477 i32.const 2478 i32.const 2479 i32.const 2480
    i32.const 2481 i32.const 2482 i32.const 2483 i32.const 2484 i32.const 2485 i32.const 2486
    i32.const 2487 i32.const 2488 i32.const 2489 i32.const 2490 i32.const 2491 i32.const 2492
    i32.const 2493 i32.const 2494 i32.const 2495 i32.const 2496 i32.const 2497 i32.const 2498
    i32.const 2499 i32.const 2500 i32.const 2501 i32.const 2502 i32.const 2503 i32.const 2504
    i32.const 2505 i32.const 2506 i32.const 2507 i32.const 2508 i32.const 2509 i32.const 2510
    i32.const 2511 i32.const 2512 i32.const 2513 i32.const 2514 i32.const 2515 i32.const 2516
    i32.const 2517 i32.const 2518 i32.const 2519 i32.const 2520 i32.const 2521 i32.const 2522
    i32.const 2523 i32.const 2524 i32.const 2525 i32.const 2526 i32.const 2527 i32.const 2528
    i32.const 2529 i32.const 2530 i32.const 2531 i32.const 2532 i32.const 2533 i32.const 2534
    i32.const 2535 i32.const 2536 i32.const 2537 i32.const 2538 i32.const 2539 i32.const 2540
    i32.const 2541 i32.const 2542 i32.const 2543 i32.const 2544 i32.const 2545 i32.const 2546
    i32.const 2547 i32.const 2548 i32.const 2549 i32.const 2550 i32.const 2551 i32.const 2552
    i32.const 2553 i32.const 2554 i32.const 2555 i32.const 2556 i32.const 2557 i32.const 2558
    i32.const 2559 i32.const 2560 i32.const 2561 i32.const 2562 i32.const 2563 i32.const 2564
    i32.const 2565 i32.const 2566 i32.const 2567 i32.const 2568 i32.const 2569 i32.const 2570
    i32.const 2571 i32.const 2572 i32.const 2573 i32.const 2574 i32.const 2575 i32.const 2576
    i32.const 2577 i32.const 2578 i32.const 2579 i32.const 2580 i32.const 2581 i32.const 2582
    i32.const 2583 i32.const 2584 i32.const 2585 i32.const 2586 i32.const 2587 i32.const 2588
    i32.const 2589 i32.const 2590 i32.const 2591 i32.const 2592 i32.const 2593 i32.const 2594
    i32.const 2595 i32.const 2596 i32.const 2597 i32.const 2598 i32.const 2599 i32.const 2600
    i32.const 2601 i32.const 2602 i32.const 2603 i32.const 2604 i32.const 2605 i32.const 2606
    i32.const 2607 i32.const 2608 i32.const 2609 i32.const 2610 i32.const 2611 i32.const 2612
    i32.const 2613 i32.const 2614 i32.const 2615 i32.const 2616 i32.const 2617 i32.const 2618
    i32.const 2619 i32.const 2620 i32.const 2621 i32.const 2622 i32.const 2623 i32.const 2624
    i32.const 2625 i32.const 2626 i32.const 2627 i32.const 2628 i32.const 2629 i32.const 2630
    i32.const 2631 i32.const 2632 i32.const 2633 i32.const 2634 i32.const 2635 i32.const 2636
    i32.const 2637 i32.const 2638 i32.const 2639 i32.const 2640 i32.const 2641 i32.const 2642
    i32.const 2643 i32.const 2644 i32.const 2645 i32.const 2646 i32.const 2647 i32.const 2648
    i32.const 2649 i32.const 2650 i32.const 2651 i32.const 2652 i32.const 2653 i32.const 2654
    i32.const 2655 i32.const 2656 i32.const 2657 i32.const 2658 i32.const 2659 i32.const 2660
    i32.const 2661 i32.const 2662 i32.const 2663 i32.const 2664 i32.const 2665 i32.const 2666
    i32.const 2667 i32.const 2668 i32.const 2669 i32.const 2670 i32.const 2671 i32.const 2672
    i32.const 2673 i32.const 2674 i32.const 2675 i32.const 2676 i32.const 2677 i32.const 2678
    i32.const 2679 i32.const 2680 i32.const 2681 i32.const 2682 i32.const 2683 i32.const 2684
    i32.const 2685 i32.const 2686 i32.const 2687 i32.const 2688 i32.const 2689 i32.const 2690
    i32.const 2691 i32.const 2692 i32.const 2693 i32.const 2694 i32.const 2695 i32.const 2696
    i32.const 2697 i32.const 2698 i32.const 2699 i32.const 2700 i32.const 2701 i32.const 2702
    i32.const 2703 i32.const 2704 i32.const 2705 i32.const 2706 i32.const 2707 i32.const 2708
    i32.const 2709 i32.const 2710 i32.const 2711 i32.const 2712 i32.const 2713 i32.const 2714
    i32.const 2715 i32.const 2716 i32.const 2717 i32.const 2718 i32.const 2719 i32.const 2720
    i32.const 2721 i32.const 2722 i32.const 2723 i32.const 2724 i32.const 2725 i32.const 2726
    i32.const 2727 i32.const 2728 i32.const 2729 i32.const 2730 i32.const 2731 i32.const 2732
    i32.const 2733 i32.const 2734 i32.const 2735 i32.const 2736 i32.const 2737 i32.const 2738
    i32.const 2739 i32.const 2740 i32.const 2741 i32.const 2742 i32.const 2743 i32.const 2744
    i32.const 2745 i32.const 2746 i32.const 2747 i32.const 2748 i32.const 2749 i32.const 2750
    i32.const 2751 i32.const 2752 i32.const 2753 i32.const 2754 i32.const 2755 i32.const 2756
    i32.const 2757 i32.const 2758 i32.const 2759 i32.const 2760 i32.const 2761 i32.const 2762
    i32.const 2763 i32.const 2764 i32.const 2765 i32.const 2766 i32.const 2767 i32.const 2768
    i32.const 2769 i32.const 2770 i32.const 2771 i32.const 2772 i32.const 2773 i32.const 2774
    i32.const 2775 i32.const 2776 i32.const 2777 i32.const 2778 i32.const 2779 i32.const 2780
    i32.const 2781 i32.const 2782 i32.const 2783 i32.const 2784 i32.const 2785 i32.const 2786
    i32.const 2787 i32.const 2788 i32.const 2789 i32.const 2790 i32.const 2791 i32.const 2792
    i32.const 2793 i32.const 2794 i32.const 2795 i32.const 2796 i32.const 2797 i32.const 2798
    i32.const 2799 i32.const 2800 i32.const 2801 i32.const 2802 i32.const 2803 i32.const 2804
    i32.const 2805 i32.const 2806 i32.const 2807 i32.const 2808 i32.const 2809 i32.const 2810
    i32.const 2811 i32.const 2812 i32.const 2813 i32.const 2814 i32.const 2815 i32.const 2816
    i32.const 2817 i32.const 2818 i32.const 2819 i32.const 2820 i32.const 2821 i32.const 2822
    i32.const 2823 i32.const 2824 i32.const 2825 i32.const 2826 i32.const 2827 i32.const 2828
    i32.const 2829 i32.const 2830 i32.const 2831 i32.const 2832 i32.const 2833 i32.const 2834
    i32.const 2835 i32.const 2836 i32.const 2837 i32.const 2838 i32.const 2839 i32.const 2840
    i32.const 2841 i32.const 2842 i32.const 2843 i32.const 2844 i32.const 2845 i32.const 2846
    i32.const 2847 i32.const 2848 i32.const 2849 i32.const 2850 i32.const 2851 i32.const 2852
    i32.const 2853 i32.const 2854 i32.const 2855 i32.const 2856 i32.const 2857 i32.const 2858
    i32.const 2859 i32.const 2860 i32.const 2861 i32.const 2862 i32.const 2863 i32.const 2864
    i32.const 2865 i32.const 2866 i32.const 2867 i32.const 2868 i32.const 2869 i32.const 2870
    i32.const 2871 i32.const 2872 i32.const 2873 i32.const 2874 i32.const 2875 i32.const 2876
    i32.const 2877 i32.const 2878 i32.const 2879 i32.const 2880 i32.const 2881 i32.const 2882
    i32.const 2883 i32.const 2884 i32.const 2885 i32.const 2886 i32.const 2887 i32.const 2888
    i32.const 2889 i32.const 2890 i32.const 2891 i32.const 2892 i32.const 2893 i32.const 2894
    i32.const 2895 i32.const 2896 i32.const 2897 i32.const 2898 i32.const 2899 i32.const 2900
    i32.const 2901 i32.const 2902 i32.const 2903 i32.const 2904 i32.const 2905 i32.const 2906
    i32.const 2907 i32.const 2908 i32.const 2909 i32.const 2910 i32.const 2911 i32.const 2912
    i32.const 2913 i32.const 2914 i32.const 2915 i32.const 2916 i32.const 2917 i32.const 2918
    i32.const 2919 i32.const 2920 i32.const 2921 i32.const 2922 i32.const 2923 i32.const 2924
    i32.const 2925 i32.const 2926 i32.const 2927 i32.const 2928 i32.const 2929 i32.const 2930
    i32.const 2931 i32.const 2932 i32.const 2933 i32.const 2934 i32.const 2935 i32.const 2936
    i32.const 2937 i32.const 2938 i32.const 2939 i32.const 2940 i32.const 2941 i32.const 2942
    i32.const 2943 i32.const 2944 i32.const 2945 i32.const 2946 i32.const 2947 i32.const 2948
    i32.const 2949 i32.const 2950 i32.const 2951 i32.const 2952 i32.const 2953 i32.const 2954
    i32.const 2955 i32.const 2956 i32.const 2957 i32.const 2958 i32.const 2959 i32.const 2960
    i32.const 2961 i32.const 2962 i32.const 2963 i32.const 2964 i32.const 2965 i32.const 2966
    i32.const 2967 i32.const 2968 i32.const 2969 i32.const 2970 i32.const 2971 i32.const 2972
    i32.const 2973 i32.const 2974 i32.const 2975 i32.const 2976 i32.const 2977 i32.const 2978
    i32.const 2979 i32.const 2980 i32.const 2981 i32.const 2982 i32.const 2983 i32.const 2984
    i32.const 2985 i32.const 2986 i32.const 2987 i32.const 2988 i32.const 2989 i32.const 2990
    i32.const 2991 i32.const 2992 i32.const 2993 i32.const 2994 i32.const 2995 i32.const 2996
    i32.const 2997 i32.const 2998 i32.const 2999 i32.const 3000 i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add i32.add
    i32.add i32.add i32.add
  ))
